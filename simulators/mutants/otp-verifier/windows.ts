import type { OtpProfile } from '../../../src/verifier/otp/profiles.ts';
import type { TotpProfile, TotpWindow } from '../../../src/verifier/otp/totp-profile.ts';
import { type OtpVerifierMutant, otpVerifierMutant } from './otp-verifier-mutant.ts';

/** Changes a profile of fixed windows; the others are left alone. */
export function ofWindows(change: (profile: TotpProfile) => TotpProfile): () => (profile: OtpProfile) => OtpProfile {
  return () => (profile) => (profile.kind === 'window' ? change(profile) : profile);
}

function stretched(window: TotpWindow, back: number, forward: number): TotpWindow {
  return window.unit === 'steps'
    ? { unit: 'steps', back: window.back + back, forward: window.forward + forward }
    : window;
}

/** Faults of how far a verifier looks. */
export const windowMutants: readonly OtpVerifierMutant[] = [
  otpVerifierMutant({
    id: 'oath.verifier.looks-a-step-too-far-back',
    fault: 'Takes at sign-in the code of one step more than it says, on the older side.',
    caughtBy: ['oath.verifier.window.refuses-older'],
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, authentication: stretched(profile.authentication, 1, 0) })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.looks-a-step-too-far-ahead',
    fault: 'Takes at sign-in the code of one step more than it says, on the newer side.',
    caughtBy: ['oath.verifier.window.refuses-newer'],
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, authentication: stretched(profile.authentication, 0, 1) })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.looks-a-step-too-little-back',
    fault: 'Refuses at sign-in the oldest step of its window.',
    caughtBy: ['oath.verifier.window.accepts-back'],
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, authentication: stretched(profile.authentication, -1, 0) })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.looks-a-step-too-little-ahead',
    fault: 'Refuses at sign-in the newest step of its window.',
    caughtBy: ['oath.verifier.window.accepts-forward'],
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, authentication: stretched(profile.authentication, 0, -1) })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.looks-backwards-only',
    fault: 'Looks at no step ahead, so that a token whose clock is fast is refused.',
    caughtBy: ['oath.verifier.window.accepts-forward', 'oath.verifier.drift.follows-fast'],
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, authentication: stretched(profile.authentication, 0, -2) })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.closes-half-open-window',
    fault: 'Takes the last step ahead, which its window in seconds leaves out.',
    caughtBy: ['oath.verifier.window.refuses-newer'],
    profile: 'linotp',
    decision: 'profile',
    spoil: ofWindows((profile) => ({
      ...profile,
      authentication:
        profile.authentication.unit === 'seconds'
          ? { ...profile.authentication, halfOpen: false }
          : profile.authentication,
    })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.opens-window-at-other-end',
    fault: 'Leaves the oldest step out of a window in seconds, instead of the newest.',
    caughtBy: ['oath.verifier.window.accepts-back', 'oath.verifier.window.refuses-newer'],
    profile: 'linotp',
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, authentication: { unit: 'steps', back: 5, forward: 6 } })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.signs-in-by-activation-window',
    fault: 'Looks as far at sign-in as at an activation: days.',
    caughtBy: ['oath.verifier.window.refuses-older', 'oath.verifier.window.refuses-newer'],
    decision: 'phase',
    spoil: () => () => 'activation' as const,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.activates-by-sign-in-window',
    fault: 'Looks no further at an activation than at sign-in.',
    caughtBy: ['oath.verifier.activation.accepts-back', 'oath.verifier.activation.accepts-forward'],
    decision: 'phase',
    spoil: () => () => 'authentication' as const,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.activates-a-step-too-far-back',
    fault: 'Activates by the code of one step more than it says, on the older side.',
    caughtBy: ['oath.verifier.activation.refuses-older'],
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, activation: stretched(profile.activation, 1, 0) })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.activates-a-step-too-far-ahead',
    fault: 'Activates by the code of one step more than it says, on the newer side.',
    caughtBy: ['oath.verifier.activation.refuses-newer'],
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, activation: stretched(profile.activation, 0, 1) })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.searches-oldest-first',
    fault: 'Takes the oldest step of its window that has the code, and stores a drift that the token does not have.',
    level: 'SHOULD',
    caughtBy: ['oath.verifier.activation.nearest-step'],
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, order: 'oldest-first' })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.accepts-any-step',
    fault: 'Looks sixty thousand steps back, three weeks.',
    caughtBy: ['oath.verifier.refuses.expired', 'oath.verifier.window.refuses-older'],
    profile: 'entra',
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, authentication: stretched(profile.authentication, 60_000, 0) })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.accepts-future-steps',
    fault: 'Takes codes of weeks to come, as they are read off a token whose clock was put forward.',
    caughtBy: ['oath.verifier.refuses.future', 'oath.verifier.window.refuses-newer'],
    profile: 'entra',
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, authentication: stretched(profile.authentication, 0, 60_000) })),
  }),
];
