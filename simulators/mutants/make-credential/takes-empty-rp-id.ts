import { mutant } from '../mutant.ts';

/** Registers under an empty rp.id. */
export const takesEmptyRpId = mutant({
  id: 'fido2.make-credential.takes-empty-rp-id',
  fault: 'Registers under an empty rp.id.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.members.empty-rp-id'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, rpIdStatus: () => undefined } }),
});
