import { bytes, coseKey, type Infer, mapOf, optional, required, text, uint } from './schema.ts';

/** Extension identifiers as they stand in extension maps and in getInfo member 0x02. */
export const extensionId = {
  hmacSecret: 'hmac-secret',
  hmacSecretMc: 'hmac-secret-mc',
  credProtect: 'credProtect',
  credBlob: 'credBlob',
  largeBlobKey: 'largeBlobKey',
  largeBlob: 'largeBlob',
  minPinLength: 'minPinLength',
  pinComplexityPolicy: 'pinComplexityPolicy',
  thirdPartyPayment: 'thirdPartyPayment',
} as const;

/** An extension identifier that has a meaning here. */
export type ExtensionId = (typeof extensionId)[keyof typeof extensionId];

/**
 * hmac-secret input at getAssertion, and hmac-secret-mc input at makeCredential (CTAP 2.3 section 12.7).
 * saltEnc 32 or 64 bytes under protocol 1, 48 or 80 under 2; saltAuth 16 or 32. Protocol absent means 1.
 */
export const hmacSecretInput = mapOf({
  keyAgreement: required(0x01, coseKey()),
  saltEnc: required(0x02, bytes()),
  saltAuth: required(0x03, bytes()),
  pinUvAuthProtocol: optional(0x04, uint()),
});
/** hmac-secret input at getAssertion. */
export type HmacSecretInput = Infer<typeof hmacSecretInput>;

/** The levels of credProtect. */
export const credProtectLevel = {
  userVerificationOptional: 0x01,
  userVerificationOptionalWithCredentialIDList: 0x02,
  userVerificationRequired: 0x03,
} as const;

/** largeBlob input at makeCredential (CTAP 2.2): `required` or `preferred`. */
export const largeBlobSupport = mapOf({ support: optional('support', text()) });
