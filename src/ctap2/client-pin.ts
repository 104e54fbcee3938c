import { bool, bytes, coseKey, type Infer, message, optional, required, text, uint } from './schema.ts';

/** The subcommands of authenticatorClientPIN (CTAP 2.3 section 6.5.5). 0x08 does not exist. */
export const clientPinSubCommand = {
  getPinRetries: 0x01,
  getKeyAgreement: 0x02,
  setPin: 0x03,
  changePin: 0x04,
  getPinToken: 0x05,
  getPinUvAuthTokenUsingUvWithPermissions: 0x06,
  getUvRetries: 0x07,
  getPinUvAuthTokenUsingPinWithPermissions: 0x09,
} as const;

/** authenticatorClientPIN request (CTAP 2.3 section 6.5). */
export const clientPinRequest = message('authenticatorClientPIN', {
  pinUvAuthProtocol: optional(0x01, uint()),
  subCommand: required(0x02, uint()),
  keyAgreement: optional(0x03, coseKey()),
  pinUvAuthParam: optional(0x04, bytes()),
  newPinEnc: optional(0x05, bytes()),
  pinHashEnc: optional(0x06, bytes()),
  permissions: optional(0x09, uint()),
  rpId: optional(0x0a, text()),
});
/** authenticatorClientPIN request. */
export type ClientPinRequest = Infer<typeof clientPinRequest>;

/** authenticatorClientPIN response; `pinUvAuthToken` is encrypted. */
export const clientPinResponse = message('authenticatorClientPINResponse', {
  keyAgreement: optional(0x01, coseKey()),
  pinUvAuthToken: optional(0x02, bytes()),
  pinRetries: optional(0x03, uint()),
  powerCycleState: optional(0x04, bool()),
  uvRetries: optional(0x05, uint()),
});
/** authenticatorClientPIN response. */
export type ClientPinResponse = Infer<typeof clientPinResponse>;
