import { hashOf, macOf } from '../algorithm.ts';
import { nothing, type OathInstruction, takesNoParameters } from '../context.ts';
import { CardRefusal, oathStatus } from '../status.ts';
import { oathTag, readTlvs, valuesOf } from '../tlv.ts';

const MOST_KEY = 64;

/** SET CODE: a password, or none. The host proves that it knows the key it sets; this session stays open. */
export const setCode: OathInstruction = {
  ins: 0x03,
  needsCode: true,
  takes: takesNoParameters,
  run: (context, { data }) => {
    const { kept, policy, powered } = context;
    const { KEY, CHALLENGE, RESPONSE } = oathTag;
    const [first] = readTlvs(data);
    if (first?.tag === KEY && first.value.length === 0) {
      context.keep({ ...kept, code: undefined });
      return nothing;
    }
    const {
      [KEY]: typedKey,
      [CHALLENGE]: challenge,
      [RESPONSE]: response,
    } = valuesOf(data, [KEY, CHALLENGE, RESPONSE]);
    const key = typedKey.slice(1);
    const hash = hashOf(typedKey[0] ?? 0);
    if (key.length === 0 || key.length > MOST_KEY) throw new CardRefusal(oathStatus.WRONG_SYNTAX);
    if (!policy.proves(macOf({ hash, key }, challenge), response)) throw new CardRefusal(oathStatus.NO_SUCH_OBJECT);
    context.keep({ ...kept, code: { hash, key } });
    powered.isValidated = true;
    return nothing;
  },
};
