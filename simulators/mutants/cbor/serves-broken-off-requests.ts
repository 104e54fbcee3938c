import { mutant } from '../mutant.ts';
import { wholeMembers } from './whole-members.ts';

/** Serves as much of a request as has come. */
export const servesBrokenOffRequests = mutant({
  id: 'fido2.cbor.serves-broken-off-requests',
  fault: 'Serves as much of a request as has come.',
  caughtBy: ['cbor.requests.truncated'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readMakeCredential: (parameters) => sound.fido2.readMakeCredential(wholeMembers(parameters)),
      readGetAssertion: (parameters) => sound.fido2.readGetAssertion(wholeMembers(parameters)),
    },
  }),
});
