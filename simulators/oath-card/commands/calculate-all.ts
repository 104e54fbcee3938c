import { concat } from '../../../src/bytes/bytes.ts';
import type { OathCardContext, OathInstruction } from '../context.ts';
import type { OathCredential } from '../state.ts';
import { oathTag, tlv, valuesOf } from '../tlv.ts';
import { advances, checkChallenge, codeOf } from './calculate.ts';

/** CALCULATE ALL: the codes of all credentials that need neither a counter (`77`) nor a touch (`7C`). */
export const calculateAll: OathInstruction = {
  ins: 0xa4,
  needsCode: true,
  takes: ({ p1, p2 }) => p1 === 0 && p2 <= 1,
  run: (context, { data, p2 }) => {
    const { [oathTag.CHALLENGE]: challenge } = valuesOf(data, [oathTag.CHALLENGE]);
    checkChallenge(challenge);
    return concat(
      ...context.kept.credentials.flatMap((credential) => [
        tlv(oathTag.NAME, credential.name),
        answerOf(context, credential, challenge, p2 === 1),
      ]),
    );
  },
};

function answerOf(
  context: OathCardContext,
  credential: OathCredential,
  challenge: Uint8Array,
  isTruncated: boolean,
): Uint8Array {
  const digits = Uint8Array.of(credential.digits);
  if (credential.type === 'hotp') return tlv(oathTag.NO_RESPONSE, digits);
  if (context.policy.asksTouch(credential)) return tlv(oathTag.NEEDS_TOUCH, digits);
  // one that has seen a later challenge must not keep the others from theirs
  if (!advances(context, credential, challenge)) return tlv(oathTag.NO_RESPONSE, digits);
  return codeOf(context, credential, challenge, isTruncated);
}
