import { concat } from '../../../src/bytes/bytes.ts';
import { algorithmByte } from '../algorithm.ts';
import { type OathInstruction, takesNoParameters } from '../context.ts';
import { oathTag, tlv } from '../tlv.ts';

/** LIST: type, hash and name of every credential, in the order they were put. */
export const list: OathInstruction = {
  ins: 0xa1,
  needsCode: true,
  takes: takesNoParameters,
  run: ({ kept }) =>
    concat(
      ...kept.credentials.map(({ type, hash, name }) =>
        tlv(oathTag.LISTED, Uint8Array.of(algorithmByte(type, hash)), name),
      ),
    ),
};
