/** The `touchstone` door: the reference verifier of WebAuthn Level 3, and the codec it reads with. */

export { fromBase64url, toBase64url } from './bytes/base64url.ts';
export * from './codec/attestation-object.ts';
export * from './codec/authenticator-data.ts';
export { type DecodeOptions, decodeCbor, decodeCborFirst } from './codec/cbor/decode.ts';
export { type Departure, type DepartureKind, departureKinds } from './codec/cbor/departure.ts';
export { diagnostic } from './codec/cbor/diagnostic.ts';
export { encodeCbor } from './codec/cbor/encode.ts';
export { decodeTolerant } from './codec/cbor/tolerant.ts';
export type { CborKey, CborMap, CborValue } from './codec/cbor/value.ts';
export * from './codec/client-data.ts';
export * from './codec/cose-key.ts';
export type { VerifyKey } from './crypto/verify-key.ts';
export { DecodeError, type DecodeFailure } from './errors/decode-error.ts';
export { keepCredentialKey } from './verifier/webauthn/credential-key.ts';
export type * from './verifier/webauthn/input.ts';
export {
  lenient,
  type Profile,
  type ProfileName,
  profiles,
  type Relaxation,
  relaxations,
  strict,
  w3cVectors,
} from './verifier/webauthn/profile.ts';
export { type RefusalCode, refusalCodes } from './verifier/webauthn/refusal-code.ts';
export type { SpecReference, Step, StepOutcome } from './verifier/webauthn/step.ts';
export type * from './verifier/webauthn/verdict.ts';
export { verifyAssertion } from './verifier/webauthn/verify-assertion.ts';
export { verifyAssertionBytes } from './verifier/webauthn/verify-assertion-bytes.ts';
export { verifyAttestationBytes } from './verifier/webauthn/verify-attestation-bytes.ts';
export { verifyRegistration } from './verifier/webauthn/verify-registration.ts';
