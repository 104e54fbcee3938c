import { credentialNamed, nothing, type OathInstruction, takesNoParameters } from '../context.ts';
import { oathTag, valuesOf } from '../tlv.ts';

/** DELETE: the credential of that name is gone. */
export const deleteCredential: OathInstruction = {
  ins: 0x02,
  needsCode: true,
  takes: takesNoParameters,
  run: (context, { data }) => {
    const { kept } = context;
    const { [oathTag.NAME]: name } = valuesOf(data, [oathTag.NAME]);
    const gone = credentialNamed(context, name);
    context.keep({ ...kept, credentials: kept.credentials.filter((credential) => credential !== gone) });
    return nothing;
  },
};
