import { utf8 } from '../../../src/bytes/bytes.ts';
import { mutant } from '../mutant.ts';

const UNIT = utf8('Authenticator Attestation');

/** Sends an attestation certificate whose Subject-OU is another text. */
export const misspellsItsUnit = mutant({
  id: 'fido2.make-credential.misspells-its-unit',
  fault: 'Sends an attestation certificate whose Subject-OU is not Authenticator Attestation.',
  level: 'SHOULD',
  caughtBy: ['ctap2.attestation.certificate'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      attestationCertificates: (certificates) =>
        sound.fido2.attestationCertificates(certificates).map((der) => misspelt(der)),
    },
  }),
});

function misspelt(der: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(der);
  for (let at = Buffer.from(copy).indexOf(UNIT); at >= 0; at = Buffer.from(copy).indexOf(UNIT, at + 1)) {
    copy[at] = 'a'.charCodeAt(0);
  }
  return copy;
}
