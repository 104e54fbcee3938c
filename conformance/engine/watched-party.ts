import { isPartyError, type PartyVerdict, type RelyingParty } from '../vocabulary/relying-party.ts';
import type { Observation } from '../vocabulary/verdict.ts';
import { unlessAborted } from './check-property.ts';

/** A relying party whose answers are listened to. */
export interface WatchedParty {
  readonly party: RelyingParty;
  /** The rule that is judged from now on; none between rules. */
  ruleIs(id: string | undefined): void;
}

/** Watches a party: a refusal by a status of 500 and above is remarked on, once a rule; an aborted run waits for no answer. */
export function watchedParty(
  party: RelyingParty,
  remark: (observation: Observation) => void,
  signal: AbortSignal | undefined,
): WatchedParty {
  let rule: string | undefined;
  let hasRemarked = false;
  const heard = (verdict: PartyVerdict): PartyVerdict => {
    if (verdict.kind === 'refused' && (verdict.status ?? 0) >= 500 && !hasRemarked) {
      hasRemarked = true;
      const says = `it refused with status ${verdict.status}, which says that the server failed`;
      remark(rule === undefined ? { says } : { rule, says: `${says} (${rule})` });
    }
    return verdict;
  };
  const live = <T>(work: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    return unlessAborted(work(), signal);
  };
  return {
    ruleIs: (id) => {
      rule = id;
      hasRemarked = false;
    },
    party: {
      attestationOptions: (request) => live(() => party.attestationOptions(request)),
      attestationResult: async (body) => heard(await live(() => party.attestationResult(body))),
      assertionOptions: (request) => live(() => party.assertionOptions(request)),
      assertionResult: async (body) => heard(await live(() => party.assertionResult(body))),
      transcript: () => party.transcript(),
      forgetTranscript: () => party.forgetTranscript(),
      close: () => party.close(),
    },
  };
}

/** Whether a party answers at all: asked for options, it says anything. */
export async function answers(party: RelyingParty): Promise<boolean> {
  try {
    await party.attestationOptions({ username: 'touchstone-still-there', displayName: 'touchstone' });
    return true;
  } catch (error) {
    if (isPartyError(error)) return error.kind !== 'link';
    throw error;
  }
}
