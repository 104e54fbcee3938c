import { credentialDescriptor, rpEntity, userEntity } from './entities.ts';
import { bool, bytes, coseKey, type Infer, mapOf, message, optional, required, uint } from './schema.ts';

/** The subcommands of authenticatorCredentialManagement (CTAP 2.3 section 6.8). The preview lacks 0x07. */
export const credentialManagementSubCommand = {
  getCredsMetadata: 0x01,
  enumerateRPsBegin: 0x02,
  enumerateRPsGetNextRP: 0x03,
  enumerateCredentialsBegin: 0x04,
  enumerateCredentialsGetNextCredential: 0x05,
  deleteCredential: 0x06,
  updateUserInformation: 0x07,
} as const;

/** subCommandParams of authenticatorCredentialManagement. */
export const credentialManagementParams = mapOf({
  rpIDHash: optional(0x01, bytes({ length: 32 })),
  credentialID: optional(0x02, credentialDescriptor),
  user: optional(0x03, userEntity),
});
/** subCommandParams of authenticatorCredentialManagement. */
export type CredentialManagementParams = Infer<typeof credentialManagementParams>;

/** authenticatorCredentialManagement request. `memberBytes` gives subCommandParams as received, for the MAC. */
export const credentialManagementRequest = message('authenticatorCredentialManagement', {
  subCommand: required(0x01, uint()),
  subCommandParams: optional(0x02, credentialManagementParams),
  pinUvAuthProtocol: optional(0x03, uint()),
  pinUvAuthParam: optional(0x04, bytes()),
});
/** authenticatorCredentialManagement request. */
export type CredentialManagementRequest = Infer<typeof credentialManagementRequest>;

/** authenticatorCredentialManagement response, all subcommands in one map. */
export const credentialManagementResponse = message('authenticatorCredentialManagementResponse', {
  existingResidentCredentialsCount: optional(0x01, uint()),
  maxPossibleRemainingResidentCredentialsCount: optional(0x02, uint()),
  rp: optional(0x03, rpEntity),
  rpIDHash: optional(0x04, bytes({ length: 32 })),
  totalRPs: optional(0x05, uint()),
  user: optional(0x06, userEntity),
  credentialID: optional(0x07, credentialDescriptor),
  publicKey: optional(0x08, coseKey()),
  totalCredentials: optional(0x09, uint()),
  credProtect: optional(0x0a, uint()),
  largeBlobKey: optional(0x0b, bytes({ length: 32 })),
  thirdPartyPayment: optional(0x0c, bool()),
});
/** authenticatorCredentialManagement response. */
export type CredentialManagementResponse = Infer<typeof credentialManagementResponse>;
