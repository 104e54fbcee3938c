import { mutant } from '../mutant.ts';

/** Attests although no attestation was asked for. */
export const attestsAgainstWishes = mutant({
  id: 'fido2.make-credential.attests-against-wishes',
  fault: 'Attests although no attestation was asked for.',
  profile: 'ctap-2.3',
  caughtBy: ['ctap2.make-credential.formats.none'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, attestationKind: ({ attestation }) => attestation } }),
});
