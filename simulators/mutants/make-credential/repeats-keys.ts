import type { SigningKey } from '../../../src/crypto/signing-key.ts';
import { mutant } from '../mutant.ts';

/** Draws one key pair and gives it to every credential. */
export const repeatsKeys = mutant({
  id: 'fido2.make-credential.repeats-keys',
  fault: 'Draws one key pair and gives it to every credential.',
  caughtBy: ['ctap2.make-credential.credential-id.unique'],
  twist: (sound) => {
    const drawn = new Map<number, SigningKey>();
    const credentialKey = (key: SigningKey): SigningKey => {
      const first = drawn.get(key.alg) ?? key;
      drawn.set(key.alg, first);
      return first;
    };
    return { ...sound, fido2: { ...sound.fido2, credentialKey } };
  },
});
