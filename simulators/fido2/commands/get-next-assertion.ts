import { CtapError } from '../../../src/errors/ctap-error.ts';
import { assertion } from '../assertion.ts';
import type { Handler } from '../context.ts';

/** authenticatorGetNextAssertion (CTAP 2.1 section 6.3). It waits for nothing. */
// biome-ignore lint/correctness/useYield: a handler is a generator, this one never waits
export const getNextAssertion: Handler = function* (context) {
  const { policy, profile, env, via, state } = context;
  const { sequence } = state;
  const now = env.clock.nowMs();
  // steps 1 to 4: remembered parameters, this channel, in time, not past the end
  if (
    sequence?.kind !== 'assertions' ||
    !policy.ownsSequence(sequence, via) ||
    !policy.isSequenceAlive(sequence, now)
  ) {
    throw new CtapError(policy.noNextAssertionStatus(profile));
  }
  const [credential] = sequence.remaining.splice(policy.nextAccountIndex(sequence.remaining), 1);
  if (credential === undefined) {
    state.sequence = undefined;
    throw new CtapError(policy.noNextAssertionStatus(profile));
  }
  // step 7
  sequence.deadlineMs = policy.deadlineAfterStep(sequence, now, profile);
  // steps 5, 6
  return assertion(context, sequence, credential);
};
