import { decodeTolerant } from '../../../src/codec/cbor/tolerant.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { mutant } from '../mutant.ts';
import { wholeMembers } from './whole-members.ts';

/** Passes over an extension of which only a part has come. */
export const passesOverBrokenExtensions = mutant({
  id: 'fido2.cbor.passes-over-broken-extensions',
  fault: 'Passes over an extension that it does not know and of which only a part has come.',
  level: 'SHOULD',
  caughtBy: ['cbor.requests.truncated.extension'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readMakeCredential: (parameters) => sound.fido2.readMakeCredential(withoutBroken(parameters)),
      readGetAssertion: (parameters) => sound.fido2.readGetAssertion(withoutBroken(parameters)),
    },
  }),
});

/** The members before the extensions where the request ends within them. */
function withoutBroken(parameters: Uint8Array): Uint8Array {
  try {
    decodeTolerant(parameters);
    return parameters;
  } catch (error) {
    if (error instanceof DecodeError) return wholeMembers(parameters);
    throw error;
  }
}
