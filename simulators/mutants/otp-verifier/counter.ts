import { type OtpVerifierMutant, otpVerifierMutant } from './otp-verifier-mutant.ts';

/** Faults of how a verifier counts. */
export const verifierCounterMutants: readonly OtpVerifierMutant[] = [
  otpVerifierMutant({
    id: 'oath.verifier.looks-backwards-from-counter',
    fault: 'Looks at counters before the expected one, too.',
    caughtBy: ['oath.verifier.counter.replay', 'oath.verifier.counter.skipped'],
    decision: 'hotpBefore',
    spoil: () => (state) => ({ ...state, counter: Math.max(0, state.counter - 5) }),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.counts-one-per-code',
    fault: 'Advances its counter by one instead of past the one that matched.',
    caughtBy: ['oath.verifier.counter.skipped'],
    decision: 'hotpAfter',
    spoil: () => (verdict, before) =>
      verdict.kind === 'accepted' ? { ...verdict, state: { ...verdict.state, counter: before.counter + 1 } } : verdict,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.stays-at-matched-counter',
    fault: 'Moves its counter to the one that matched, not past it.',
    caughtBy: ['oath.verifier.counter.replay', 'oath.verifier.counter.zero'],
    decision: 'hotpAfter',
    spoil: () => (verdict) =>
      verdict.kind === 'accepted' ? { ...verdict, state: { ...verdict.state, counter: verdict.step } } : verdict,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.begins-after-counter-zero',
    fault: 'Takes counter 0 for none, and begins at 1.',
    caughtBy: ['oath.verifier.counter.zero'],
    decision: 'hotpBefore',
    spoil: () => (state) => ({ ...state, counter: Math.max(1, state.counter) }),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.looks-ahead-too-far',
    fault: 'Looks at one counter more than it says.',
    caughtBy: ['oath.verifier.counter.beyond-look-ahead'],
    decision: 'hotpProfile',
    spoil: () => (profile) => ({ ...profile, lookAhead: profile.lookAhead + 1 }),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.looks-ahead-too-little',
    fault: 'Looks at one counter less than it says.',
    caughtBy: ['oath.verifier.counter.look-ahead'],
    decision: 'hotpProfile',
    spoil: () => (profile) => ({ ...profile, lookAhead: profile.lookAhead - 1 }),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.advances-at-failures',
    fault: 'Advances its counter at wrong codes.',
    caughtBy: ['oath.verifier.counter.after-wrong-code'],
    decision: 'hotpAfter',
    spoil: () => (verdict) =>
      verdict.kind === 'refused'
        ? { ...verdict, state: { ...verdict.state, counter: verdict.state.counter + 1 } }
        : verdict,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.stops-counting',
    fault: 'Loses its place after ten codes.',
    caughtBy: ['oath.verifier.counter.next'],
    decision: 'hotpAfter',
    spoil: () => {
      let accepted = 0;
      return (verdict, before) => {
        if (verdict.kind !== 'accepted') return verdict;
        accepted += 1;
        return accepted % 10 === 0 ? { ...verdict, state: { counter: before.counter + 100 } } : verdict;
      };
    },
  }),
  otpVerifierMutant({
    id: 'oath.verifier.brings-counter-back-by-one-code',
    fault: 'Brings a token that is far ahead back by one code alone.',
    caughtBy: ['oath.verifier.counter.resync-needs-two-codes', 'oath.verifier.counter.beyond-look-ahead'],
    decision: 'hotpProfile',
    spoil: () => (profile) => ({ ...profile, lookAhead: profile.resyncLookAhead }),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.brings-counter-back-by-same-code',
    fault: 'Takes the first code of a resync for the second, too.',
    caughtBy: ['oath.verifier.counter.resync-needs-two-codes'],
    decision: 'hotpBefore',
    spoil: () => (state) =>
      state.pending === undefined
        ? state
        : { ...state, pending: { ...state.pending, counter: state.pending.counter - 1 } },
  }),
  otpVerifierMutant({
    id: 'oath.verifier.never-brings-counter-back',
    fault: 'Forgets the first code of a resync at once.',
    caughtBy: ['oath.verifier.counter.resync'],
    decision: 'hotpBefore',
    spoil:
      () =>
      ({ pending: _forgotten, ...state }) =>
        state,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.remembers-counter-resync-for-ever',
    fault: 'Remembers the first code of a resync for ever.',
    level: 'SHOULD',
    caughtBy: ['oath.verifier.counter.resync-expires'],
    decision: 'hotpProfile',
    spoil: () => (profile) => ({ ...profile, resyncExpiresSeconds: Number.MAX_SAFE_INTEGER }),
  }),
];
