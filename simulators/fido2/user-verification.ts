import type { PresenceOutcome } from '../ports/responder.ts';
import type { CommandContext } from './context.ts';
import type { Wait } from './presence-test.ts';

/**
 * Built-in user verification (CTAP 2.1 section 6.5.3.1): `granted`, or how the last try ended; `mismatch` also where
 * uvRetries is 0. A mismatch is counted and saved before anything else happens; success restores uvRetries. `mayRetry`
 * allows several tries within this command.
 */
export function* verifyUser(context: CommandContext, mayRetry: boolean): Wait<PresenceOutcome> {
  const { policy, profile, state } = context;
  const { durable } = state;
  const verification = profile.userVerification;
  if (verification === undefined || durable.uvRetries === 0 || durable.pinRetries === 0) return 'mismatch';
  for (let tries = 1; ; tries += 1) {
    const outcome = yield { gesture: 'verification', timeoutMs: policy.gestureTimeoutMs(profile) };
    if (outcome === 'granted') {
      if (durable.uvRetries !== verification.retries) {
        durable.uvRetries = verification.retries;
        context.save();
      }
      return outcome;
    }
    if (outcome !== 'mismatch') return outcome;
    durable.uvRetries = policy.uvRetriesAfterMismatch(durable.uvRetries);
    context.save();
    if (!mayRetry || !policy.mayTryAgain(tries, verification, durable)) return outcome;
  }
}
