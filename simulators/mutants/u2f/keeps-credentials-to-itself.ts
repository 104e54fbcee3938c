import { sha256 } from '../../../src/crypto/hash.ts';
import { mutant } from '../mutant.ts';

/** Makes credentials through U2F that CTAP2 does not find. */
export const keepsCredentialsToItself = mutant({
  id: 'fido2.u2f.keeps-credentials-to-itself',
  fault: 'Makes credentials through U2F that CTAP2 does not find.',
  caughtBy: ['u2f.interop.used-through-ctap2'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, u2fApplicationOf: (applicationParameter) => sha256(applicationParameter) },
  }),
});
