import { verifyAndroidKey } from './formats/android-key.ts';
import { verifyAndroidSafetyNet } from './formats/android-safetynet.ts';
import { verifyApple } from './formats/apple.ts';
import { verifyFidoU2f } from './formats/fido-u2f.ts';
import { verifyNone } from './formats/none.ts';
import { verifyPacked } from './formats/packed.ts';
import { verifyTpm } from './formats/tpm.ts';
import type { StatementVerifier } from './statement.ts';

/** The attestation statement formats of one statement that are verified, by the identifier in `fmt` (section 8). */
export const formats: ReadonlyMap<string, StatementVerifier> = new Map([
  ['none', verifyNone],
  ['packed', verifyPacked],
  ['fido-u2f', verifyFidoU2f],
  ['tpm', verifyTpm],
  ['android-key', verifyAndroidKey],
  ['android-safetynet', verifyAndroidSafetyNet],
  ['apple', verifyApple],
]);

/** The format whose statement is an array of statements (section 8.9). */
export const COMPOUND = 'compound';
