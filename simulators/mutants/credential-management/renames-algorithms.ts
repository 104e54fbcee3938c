import { mutant } from '../mutant.ts';

/** Lists public keys under another algorithm than they were attested with. */
export const renamesAlgorithms = mutant({
  id: 'fido2.credential-management.renames-algorithms',
  fault: 'Lists public keys under another algorithm than they were attested with.',
  caughtBy: ['ctap2.credential-management.credentials.public-key'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, listedPublicKey: (key) => (key.alg === -7 ? { ...key, alg: -9 } : key) },
  }),
});
