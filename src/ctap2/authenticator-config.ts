import { anyMap, arrayOf, bool, bytes, type Infer, mapOf, message, optional, required, text, uint } from './schema.ts';

/** The subcommands of authenticatorConfig (CTAP 2.3 section 6.11). */
export const authenticatorConfigSubCommand = {
  enableEnterpriseAttestation: 0x01,
  toggleAlwaysUv: 0x02,
  setMinPINLength: 0x03,
  enableLongTouchForReset: 0x04,
  vendorPrototype: 0xff,
} as const;

/** subCommandParams of setMinPINLength: read them with `readValue`. `pinComplexityPolicy` since CTAP 2.2. */
export const setMinPINLengthParams = mapOf({
  newMinPINLength: optional(0x01, uint()),
  minPinLengthRPIDs: optional(0x02, arrayOf(text())),
  forceChangePin: optional(0x03, bool()),
  pinComplexityPolicy: optional(0x04, bool()),
});
/** subCommandParams of setMinPINLength. */
export type SetMinPINLengthParams = Infer<typeof setMinPINLengthParams>;

/** authenticatorConfig request; it has no response map. `subCommandParams` depend on the subcommand. */
export const authenticatorConfigRequest = message('authenticatorConfig', {
  subCommand: required(0x01, uint()),
  subCommandParams: optional(0x02, anyMap()),
  pinUvAuthProtocol: optional(0x03, uint()),
  pinUvAuthParam: optional(0x04, bytes()),
});
/** authenticatorConfig request. */
export type AuthenticatorConfigRequest = Infer<typeof authenticatorConfigRequest>;
