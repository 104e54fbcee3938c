import { makeAndroidKey } from './formats/android-key.ts';
import { makeSafetyNet } from './formats/android-safetynet.ts';
import { makeApple } from './formats/apple.ts';
import { makeCompound } from './formats/compound.ts';
import { makeFidoU2f } from './formats/fido-u2f.ts';
import { makeNone } from './formats/none.ts';
import { makePackedSelf, makePackedX5c } from './formats/packed.ts';
import { makeTpm } from './formats/tpm.ts';
import type { StatementMaker } from './statement-maker.ts';
import type { AttestationKind } from './variant.ts';

/** What makes the statement of each kind of attestation. */
export const statementMakers: Readonly<Record<AttestationKind, StatementMaker>> = {
  none: makeNone,
  'packed-self': makePackedSelf,
  'packed-x5c': makePackedX5c,
  'fido-u2f': makeFidoU2f,
  tpm: makeTpm,
  'android-key': makeAndroidKey,
  'android-safetynet': makeSafetyNet,
  apple: makeApple,
  compound: makeCompound,
};
