import { mutant } from '../mutant.ts';

/** Gives its key agreement key the algorithm ES256. */
export const namesSignatureAlgorithm = mutant({
  id: 'fido2.client-pin.names-signature-algorithm',
  fault: 'Gives its key agreement key the algorithm ES256.',
  caughtBy: ['ctap2.client-pin.key-agreement.shape'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, shownKeyAgreement: (key) => ({ ...key, alg: -7 }) } }),
});
