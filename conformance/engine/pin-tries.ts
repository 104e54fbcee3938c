import { clientPinSubCommand } from '../../src/ctap2/client-pin.ts';
import type { Rule } from '../vocabulary/rule.ts';
import type { KeyKeeper } from './key-keeper.ts';
import { preferredProtocol } from './key-keeper.ts';
import type { Session } from './session.ts';

/** Tries that always stay on a real key. */
const TRIES_KEPT = 4;

/**
 * Guards the PIN tries of a real key: gives a function that says, before each run, why no wrong PIN may be tried now.
 * A key that the run has reset by the user's leave may lose them all, as may a simulator.
 */
export function pinTriesGuard(rule: Rule, session: Session, keeper: KeyKeeper): () => Promise<string | undefined> {
  const tries = rule.needs.pinTries ?? 0;
  return async () => {
    if (tries === 0 || session.real !== true || (session.allow.reset && keeper.resets > 0)) return undefined;
    const left = await keeper.client.clientPin({
      pinUvAuthProtocol: preferredProtocol(keeper.facts.info),
      subCommand: clientPinSubCommand.getPinRetries,
    });
    const retries = left.pinRetries ?? 0;
    return retries - tries + 1 >= TRIES_KEPT
      ? undefined
      : `${retries} PIN tries are left on this key: too few to try wrong ones`;
  };
}
