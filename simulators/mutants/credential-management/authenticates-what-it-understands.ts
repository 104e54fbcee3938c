import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { credentialManagementParams } from '../../../src/ctap2/credential-management.ts';
import { writeValue } from '../../../src/ctap2/schema.ts';
import { mutant } from '../mutant.ts';

/** Checks pinUvAuthParam over the parameters encoded anew, without members that it does not know. */
export const authenticatesWhatItUnderstands = mutant({
  id: 'fido2.credential-management.authenticates-what-it-understands',
  fault: 'Checks pinUvAuthParam over the parameters encoded anew, without members that it does not know.',
  caughtBy: [
    'ctap2.credential-management.authorization.unauthenticated-member',
    'ctap2.credential-management.authorization.exact-bytes',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      managementParamsCovered: (received, read) =>
        read === undefined ? received : encodeCbor(writeValue(credentialManagementParams, read)),
    },
  }),
});
