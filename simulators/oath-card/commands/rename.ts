import { credentialNamed, nothing, type OathInstruction, replaced, takesNoParameters } from '../context.ts';
import { CardRefusal, oathStatus } from '../status.ts';
import { oathTag, readTlvs } from '../tlv.ts';
import { isName } from './put.ts';

/** RENAME: the old name, then the new one. */
export const rename: OathInstruction = {
  ins: 0x05,
  needsCode: true,
  takes: takesNoParameters,
  run: (context, { data }) => {
    const { kept, policy } = context;
    const [from, to, ...more] = readTlvs(data);
    const isSound = from?.tag === oathTag.NAME && to?.tag === oathTag.NAME && more.length === 0 && isName(to.value);
    if (!isSound) throw new CardRefusal(oathStatus.WRONG_SYNTAX);
    const old = credentialNamed(context, from.value);
    const holder = kept.credentials.find(({ name }) => policy.isSameName(name, to.value));
    if (holder !== undefined && holder !== old && !policy.renamesOver()) throw new CardRefusal(oathStatus.WRONG_SYNTAX);
    context.keep(replaced(kept, old, { ...old, name: to.value.slice() }));
    return nothing;
  },
};
