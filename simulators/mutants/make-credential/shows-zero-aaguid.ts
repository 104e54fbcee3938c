import { mutant } from '../mutant.ts';

/** Attests an AAGUID of zeros that is not the one of getInfo. */
export const showsZeroAaguid = mutant({
  id: 'fido2.make-credential.shows-zero-aaguid',
  fault: 'Attests an AAGUID of zeros that is not the one of getInfo.',
  caughtBy: ['ctap2.attestation.aaguid'],
  profile: 'terse',
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, shownAaguid: () => new Uint8Array(16) } }),
});
