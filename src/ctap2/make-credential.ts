import { credentialDescriptor, credentialParameters, rpEntity, userEntity } from './entities.ts';
import { anyMap, arrayOf, bool, bytes, type Infer, mapOf, message, optional, required, text, uint } from './schema.ts';

/** authenticatorMakeCredential request (CTAP 2.3 section 6.1). */
export const makeCredentialRequest = message('authenticatorMakeCredential', {
  clientDataHash: required(0x01, bytes({ length: 32 })),
  rp: required(0x02, rpEntity),
  user: required(0x03, userEntity),
  pubKeyCredParams: required(0x04, arrayOf(credentialParameters)),
  excludeList: optional(0x05, arrayOf(credentialDescriptor)),
  extensions: optional(0x06, anyMap()),
  options: optional(
    0x07,
    mapOf({ rk: optional('rk', bool()), up: optional('up', bool()), uv: optional('uv', bool()) }),
  ),
  pinUvAuthParam: optional(0x08, bytes()),
  pinUvAuthProtocol: optional(0x09, uint()),
  enterpriseAttestation: optional(0x0a, uint()),
  attestationFormatsPreference: optional(0x0b, arrayOf(text())),
});
/** authenticatorMakeCredential request. */
export type MakeCredentialRequest = Infer<typeof makeCredentialRequest>;

/** authenticatorMakeCredential response; `attStmt` may be left out since CTAP 2.2. */
export const makeCredentialResponse = message('authenticatorMakeCredentialResponse', {
  fmt: required(0x01, text()),
  authData: required(0x02, bytes()),
  attStmt: optional(0x03, anyMap()),
  epAtt: optional(0x04, bool()),
  largeBlobKey: optional(0x05, bytes({ length: 32 })),
  unsignedExtensionOutputs: optional(0x06, anyMap()),
});
/** authenticatorMakeCredential response. */
export type MakeCredentialResponse = Infer<typeof makeCredentialResponse>;
