import { macOf } from '../algorithm.ts';
import { type OathInstruction, takesNoParameters } from '../context.ts';
import { CardRefusal, oathStatus } from '../status.ts';
import { oathTag, tlv, valuesOf } from '../tlv.ts';

/** VALIDATE: the host proves that it knows the code, the card that it does too. */
export const validate: OathInstruction = {
  ins: 0xa3,
  needsCode: false,
  takes: takesNoParameters,
  run: ({ kept: { code }, policy, powered }, { data }) => {
    const { RESPONSE, CHALLENGE } = oathTag;
    const { [RESPONSE]: response, [CHALLENGE]: challenge } = valuesOf(data, [RESPONSE, CHALLENGE]);
    if (code === undefined) throw new CardRefusal(oathStatus.NO_SUCH_OBJECT);
    // a code that was set since SELECT has had no challenge yet
    const isChallenged = powered.challenge.length > 0;
    if (!isChallenged || !policy.proves(macOf(code, powered.challenge), response))
      throw new CardRefusal(policy.wrongProof());
    powered.isValidated = true;
    return tlv(RESPONSE, macOf(code, challenge));
  },
};
