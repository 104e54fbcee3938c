import type { MakeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { mutant } from '../mutant.ts';

/** Refuses the makeCredential after one that was nested too deep. */
export const stumblesAfterDeepNesting = mutant({
  id: 'fido2.cbor.stumbles-after-deep-nesting',
  fault: 'Refuses the makeCredential after one that was nested too deep.',
  caughtBy: ['cbor.requests.survived'],
  twist: (sound) => {
    let stumbles = false;
    const readMakeCredential = (parameters: Uint8Array): MakeCredentialRequest => {
      if (stumbles) {
        stumbles = false;
        throw new CtapError(0x7f);
      }
      try {
        return sound.fido2.readMakeCredential(parameters);
      } catch (error) {
        stumbles = error instanceof DecodeError && error.departure === 'too-deep';
        throw error;
      }
    };
    return { ...sound, fido2: { ...sound.fido2, readMakeCredential } };
  },
});
