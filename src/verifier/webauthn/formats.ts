import { verifyFidoU2f } from './formats/fido-u2f.ts';
import { verifyNone } from './formats/none.ts';
import { verifyPacked } from './formats/packed.ts';
import type { StatementVerifier } from './statement.ts';

/** The attestation statement formats that are verified, by the identifier in `fmt` (section 8). */
export const formats: ReadonlyMap<string, StatementVerifier> = new Map([
  ['none', verifyNone],
  ['packed', verifyPacked],
  ['fido-u2f', verifyFidoU2f],
]);
