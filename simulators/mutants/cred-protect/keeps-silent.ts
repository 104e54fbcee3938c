import { mutant } from '../mutant.ts';

/** Does not tell the level of a new credential. */
export const keepsSilent = mutant({
  id: 'fido2.cred-protect.keeps-silent',
  fault: 'Does not tell the level of a new credential.',
  caughtBy: ['ctap2.cred-protect.level.told'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, credProtectOutput: () => undefined } }),
});
