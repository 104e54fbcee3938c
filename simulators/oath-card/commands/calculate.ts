import type { Interaction } from '../../ports/responder.ts';
import { macOf } from '../algorithm.ts';
import { credentialNamed, type OathCardContext, type OathInstruction, replaced } from '../context.ts';
import type { OathCredential } from '../state.ts';
import { CardRefusal, oathStatus } from '../status.ts';
import { oathTag, tlv, valuesOf } from '../tlv.ts';

const MOST_CHALLENGE = 64;

/** CALCULATE: one code. HOTP takes the card's own counter, which is kept before the code leaves: cut off between, the code is lost, never repeated. */
export const calculate: OathInstruction = {
  ins: 0xa2,
  needsCode: true,
  takes: ({ p1, p2 }) => p1 === 0 && p2 <= 1,
  run: function* (context, { data, p2 }): Interaction {
    const { [oathTag.NAME]: name, [oathTag.CHALLENGE]: challenge } = valuesOf(data, [oathTag.NAME, oathTag.CHALLENGE]);
    const credential = credentialNamed(context, name);
    checkChallenge(challenge);
    if (context.policy.asksTouch(credential)) {
      const outcome = yield { gesture: 'touch', timeoutMs: context.profile.touchTimeoutMs };
      if (outcome !== 'granted') throw new CardRefusal(oathStatus.NOT_ALLOWED);
    }
    if (credential.type === 'hotp') return codeOf(context, credential, nextCounter(context, credential), p2 === 1);
    if (!advances(context, credential, challenge)) throw new CardRefusal(oathStatus.WRONG_SYNTAX);
    return codeOf(context, credential, challenge, p2 === 1);
  },
};

/** Throws `CardRefusal` (6A80) for a challenge of more than 64 bytes. */
export function checkChallenge(challenge: Uint8Array): void {
  if (challenge.length > MOST_CHALLENGE) throw new CardRefusal(oathStatus.WRONG_SYNTAX);
}

/** The answer for one credential: `76` with digits and four bytes, or `75` with digits and the whole MAC. */
export function codeOf(
  { policy }: OathCardContext,
  credential: OathCredential,
  factor: Uint8Array,
  isTruncated: boolean,
): Uint8Array {
  const mac = macOf(credential, factor);
  const digits = Uint8Array.of(credential.digits);
  return isTruncated ? tlv(oathTag.TRUNCATED, digits, policy.truncated(mac)) : tlv(oathTag.RESPONSE, digits, mac);
}

/** Whether the challenge may be answered; where challenges must increase it is kept first. */
export function advances(context: OathCardContext, credential: OathCredential, challenge: Uint8Array): boolean {
  if (!credential.onlyIncreasing) return true;
  if (!context.policy.increases(credential.lastChallenge, challenge)) return false;
  context.keep(replaced(context.kept, credential, { ...credential, lastChallenge: challenge.slice() }));
  return true;
}

/** The 8 bytes of the counter of this code; the next one is kept already. */
function nextCounter(context: OathCardContext, credential: OathCredential): Uint8Array {
  const { policy, kept } = context;
  const counter = policy.counterAfter(credential.counter);
  if (!Number.isSafeInteger(counter)) throw new CardRefusal(oathStatus.WRITE_FAILED);
  context.keep(replaced(kept, credential, { ...credential, counter }));
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(policy.counterOfCode(credential.counter)));
  return bytes;
}
