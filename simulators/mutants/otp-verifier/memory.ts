import type { TotpState } from '../../../src/verifier/otp/totp-state.ts';
import { type OtpVerifierMutant, otpVerifierMutant } from './otp-verifier-mutant.ts';
import { ofWindows } from './windows.ts';

function without<Name extends keyof TotpState>(state: TotpState, name: Name): Omit<TotpState, Name> {
  const { [name]: _dropped, ...rest } = state;
  return rest;
}

/** Faults of what a verifier remembers: used codes, drift, the first code of a resync, wrong codes. */
export const memoryMutants: readonly OtpVerifierMutant[] = [
  otpVerifierMutant({
    id: 'oath.verifier.accepts-codes-again',
    fault: 'Remembers no code that was used.',
    caughtBy: [
      'oath.verifier.replay.same-code',
      'oath.verifier.replay.activation-code',
      'oath.verifier.replay.older-code',
      'oath.verifier.replay.first-use',
      'oath.verifier.replay.clock-put-back',
      'oath.verifier.replay.other-spelling',
      'oath.verifier.replay.after-resync',
    ],
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, replay: 'none' })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.remembers-last-code-only',
    fault: 'Remembers the last code alone, so that an older one is accepted after it.',
    caughtBy: ['oath.verifier.replay.older-code'],
    profile: 'liboath',
    decision: 'before',
    // What refuses its own step alone: the one used code that is left in the books.
    spoil: () => (state) =>
      state.usedCodes === undefined ? state : { ...without(state, 'lastStep'), usedCodes: state.usedCodes },
  }),
  otpVerifierMutant({
    id: 'oath.verifier.forgets-codes-at-new-step',
    fault: 'Forgets a used code when the next step begins, though its window holds the code for longer.',
    caughtBy: ['oath.verifier.replay.same-code'],
    decision: 'before',
    spoil: () => (state, nowSeconds) =>
      state.lastStep !== undefined && Math.floor(nowSeconds / 30) > state.lastStep ? without(state, 'lastStep') : state,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.forgets-codes-when-put-back',
    fault: 'Forgets used codes when its clock was put back.',
    caughtBy: ['oath.verifier.replay.clock-put-back'],
    decision: 'before',
    spoil: () => {
      let latest = 0;
      return (state, nowSeconds) => {
        const isBack = nowSeconds < latest;
        latest = nowSeconds;
        return isBack ? without(state, 'lastStep') : state;
      };
    },
  }),
  otpVerifierMutant({
    id: 'oath.verifier.does-not-count-first-code',
    fault: 'Forgets the code that activated a token, so that it signs in, too.',
    caughtBy: ['oath.verifier.replay.activation-code', 'oath.verifier.replay.first-use'],
    decision: 'after',
    spoil: () => (verdict, before) =>
      verdict.kind === 'accepted' && before.lastStep === undefined
        ? { ...verdict, state: without(verdict.state, 'lastStep') }
        : verdict,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.forgets-codes-after-resync',
    fault: 'Does not count the codes of a resync as used.',
    caughtBy: ['oath.verifier.replay.after-resync'],
    decision: 'after',
    spoil: () => (verdict, before) =>
      verdict.kind === 'accepted' && before.pending !== undefined
        ? { ...verdict, state: without(verdict.state, 'lastStep') }
        : verdict,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.stores-no-drift',
    fault: 'Does not keep the drift of a token.',
    caughtBy: [
      'oath.verifier.drift.of-activation',
      'oath.verifier.drift.follows-fast',
      'oath.verifier.drift.follows-slow',
      'oath.verifier.resync.returns',
    ],
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, drift: 'none' })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.stores-drift-of-activation-only',
    fault: 'Keeps the drift of the activation and never follows it afterwards.',
    caughtBy: ['oath.verifier.drift.follows-fast', 'oath.verifier.drift.follows-slow'],
    decision: 'after',
    spoil: () => (verdict, before) =>
      verdict.kind === 'accepted' && before.driftSteps !== undefined && before.pending === undefined
        ? { ...verdict, state: { ...verdict.state, driftSteps: before.driftSteps } }
        : verdict,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.stores-drift-with-wrong-sign',
    fault: 'Keeps the drift of a token with the wrong sign.',
    caughtBy: [
      'oath.verifier.drift.of-activation',
      'oath.verifier.drift.follows-fast',
      'oath.verifier.drift.follows-slow',
    ],
    decision: 'after',
    spoil: () => (verdict) =>
      verdict.kind === 'accepted' && verdict.state.driftSteps !== undefined
        ? { ...verdict, state: { ...verdict.state, driftSteps: -verdict.state.driftSteps } }
        : verdict,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.follows-slow-tokens-only',
    fault: 'Keeps a drift only where the token is behind.',
    caughtBy: ['oath.verifier.drift.follows-fast', 'oath.verifier.drift.of-activation'],
    decision: 'after',
    spoil: () => (verdict) =>
      verdict.kind === 'accepted' && (verdict.state.driftSteps ?? 0) > 0
        ? { ...verdict, state: { ...verdict.state, driftSteps: 0 } }
        : verdict,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.follows-any-drift',
    fault: 'Moves its window by whatever a code shows, faster than any clock runs wrong.',
    level: 'SHOULD',
    caughtBy: ['oath.verifier.drift.walk'],
    decision: 'isPossible',
    spoil: () => () => true,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.resyncs-by-one-code',
    fault: 'Brings a token back by one code alone.',
    caughtBy: ['oath.verifier.resync.needs-two-codes', 'oath.verifier.window.refuses-newer'],
    profile: 'linotp',
    decision: 'profile',
    spoil: ofWindows((profile) => ({ ...profile, authentication: { unit: 'steps', back: 1000, forward: 1000 } })),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.resyncs-by-any-two-codes',
    fault: 'Takes for the second code of a resync one of any later step.',
    caughtBy: ['oath.verifier.resync.needs-two-codes'],
    profile: 'privacyidea',
    decision: 'profile',
    spoil: ofWindows((profile) =>
      profile.resync === undefined ? profile : { ...profile, resync: { ...profile.resync, mostApart: 100 } },
    ),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.resyncs-by-same-code-twice',
    fault: 'Takes the first code of a resync for the second, too.',
    caughtBy: ['oath.verifier.resync.needs-two-codes'],
    decision: 'before',
    spoil: () => (state) =>
      state.pending === undefined ? state : { ...state, pending: { ...state.pending, step: state.pending.step - 1 } },
  }),
  otpVerifierMutant({
    id: 'oath.verifier.never-resyncs',
    fault: 'Forgets the first code of a resync at once.',
    caughtBy: ['oath.verifier.resync.returns'],
    decision: 'before',
    spoil: () => (state) => without(state, 'pending'),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.remembers-resync-for-ever',
    fault: 'Remembers the first code of a resync for ever.',
    level: 'SHOULD',
    caughtBy: ['oath.verifier.resync.expires'],
    decision: 'profile',
    spoil: ofWindows((profile) =>
      profile.resync === undefined
        ? profile
        : { ...profile, resync: { steps: profile.resync.steps, mostApart: profile.resync.mostApart } },
    ),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.lets-anybody-guess',
    fault: 'Takes any number of wrong codes.',
    level: 'SHOULD',
    caughtBy: ['oath.verifier.throttle.slows-guessing'],
    decision: 'before',
    spoil: () => (state) => without(state, 'failures'),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.locks-for-ever',
    fault: 'Never takes a code again after too many wrong ones, though it says that it does.',
    caughtBy: ['oath.verifier.throttle.ends'],
    decision: 'before',
    spoil: () => (state, nowSeconds) =>
      state.failures === undefined || state.failures.count < 10
        ? state
        : { ...state, failures: { ...state.failures, lastSeconds: nowSeconds } },
  }),
  otpVerifierMutant({
    id: 'oath.verifier.never-forgives',
    fault: 'Adds up wrong codes over right ones, until the token is shut out.',
    caughtBy: ['oath.verifier.throttle.forgives'],
    decision: 'after',
    spoil: () => (verdict, before) =>
      verdict.kind === 'accepted' && before.failures !== undefined
        ? { ...verdict, state: { ...verdict.state, failures: before.failures } }
        : verdict,
  }),
];
