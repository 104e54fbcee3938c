import { mutant } from '../mutant.ts';

/** Gives every discoverable credential the same id. */
export const repeatsCredentialIds = mutant({
  id: 'fido2.make-credential.repeats-credential-ids',
  fault: 'Gives every discoverable credential the same id.',
  caughtBy: ['ctap2.make-credential.credential-id.unique'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, credentialId: () => new Uint8Array(32).fill(0x17) } }),
});
