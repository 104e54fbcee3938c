import { credentialDescriptor, userEntity } from './entities.ts';
import { anyMap, arrayOf, bool, bytes, type Infer, mapOf, message, optional, required, text, uint } from './schema.ts';

/** authenticatorGetAssertion request (CTAP 2.3 section 6.2). `options.rk` is read so that it can be refused. */
export const getAssertionRequest = message('authenticatorGetAssertion', {
  rpId: required(0x01, text()),
  clientDataHash: required(0x02, bytes({ length: 32 })),
  allowList: optional(0x03, arrayOf(credentialDescriptor)),
  extensions: optional(0x04, anyMap()),
  options: optional(
    0x05,
    mapOf({ rk: optional('rk', bool()), up: optional('up', bool()), uv: optional('uv', bool()) }),
  ),
  pinUvAuthParam: optional(0x06, bytes()),
  pinUvAuthProtocol: optional(0x07, uint()),
});
/** authenticatorGetAssertion request. */
export type GetAssertionRequest = Infer<typeof getAssertionRequest>;

/** authenticatorGetAssertion and authenticatorGetNextAssertion response; `credential` may be left out by CTAP 2.0 keys. */
export const getAssertionResponse = message('authenticatorGetAssertionResponse', {
  credential: optional(0x01, credentialDescriptor),
  authData: required(0x02, bytes()),
  signature: required(0x03, bytes()),
  user: optional(0x04, userEntity),
  numberOfCredentials: optional(0x05, uint()),
  userSelected: optional(0x06, bool()),
  largeBlobKey: optional(0x07, bytes({ length: 32 })),
  unsignedExtensionOutputs: optional(0x08, anyMap()),
});
/** authenticatorGetAssertion and authenticatorGetNextAssertion response. */
export type GetAssertionResponse = Infer<typeof getAssertionResponse>;
