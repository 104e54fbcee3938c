export * from './bytes/base64url.ts';
export * from './bytes/bytes.ts';
export * from './bytes/hex.ts';
export * from './client/ctap2-client.ts';
export * from './client/pin-uv.ts';
export * from './codec/attestation-object.ts';
export * from './codec/authenticator-data.ts';
export { decodeCbor, decodeCborFirst } from './codec/cbor/decode.ts';
export { encodeDeparting } from './codec/cbor/depart.ts';
export { type Departure, type DepartureKind, departureKinds } from './codec/cbor/departure.ts';
export { diagnostic } from './codec/cbor/diagnostic.ts';
export { encodeCbor } from './codec/cbor/encode.ts';
export { decodeTolerant } from './codec/cbor/tolerant.ts';
export type { CborKey, CborMap, CborValue } from './codec/cbor/value.ts';
export * from './codec/client-data.ts';
export * from './codec/cose-key.ts';
export * from './codec/webauthn-json.ts';
export * from './ctap2/authenticator-config.ts';
export * from './ctap2/bio-enrollment.ts';
export * from './ctap2/client-pin.ts';
export * from './ctap2/commands.ts';
export * from './ctap2/credential-management.ts';
export * from './ctap2/describe.ts';
export * from './ctap2/get-assertion.ts';
export * from './ctap2/get-info.ts';
export * from './ctap2/large-blobs.ts';
export * from './ctap2/make-credential.ts';
export * from './ctap2/permissions.ts';
export * from './ctap2/pin-uv-auth-protocol.ts';
export { decodeMessage, encodeMessage, type Message } from './ctap2/schema.ts';
export * from './ctap2/status.ts';
export * from './env/env.ts';
export * from './env/manual-clock.ts';
export * from './env/seeded-random.ts';
export * from './env/system.ts';
export * from './errors/ctap-error.ts';
export * from './errors/decode-error.ts';
export * from './errors/transport-error.ts';
export * from './transport/card/card-link.ts';
export * from './transport/hid/hid-link.ts';
export * from './transport/ports.ts';
export * from './transport/transcript.ts';
export * from './transport/udp-port.ts';
export * from './verifier/metadata/blob.ts';
export * from './verifier/metadata/entry.ts';
export * from './verifier/metadata/source.ts';
export * from './verifier/metadata/status.ts';
export { keepCredentialKey } from './verifier/webauthn/credential-key.ts';
export * from './verifier/webauthn/input.ts';
export { type MetadataClaim, metadataClaims } from './verifier/webauthn/metadata-source.ts';
export * from './verifier/webauthn/options.ts';
export { parseVerifierProfile } from './verifier/webauthn/parse-profile.ts';
export {
  type Demands as VerifierDemands,
  demands as verifierDemands,
  lenient as lenientVerifierProfile,
  microsoft as microsoftVerifierProfile,
  microsoftEnforced as microsoftEnforcedVerifierProfile,
  type Profile as VerifierProfile,
  profiles as verifierProfiles,
  type Relaxation as VerifierRelaxation,
  relaxations as verifierRelaxations,
  strict as strictVerifierProfile,
  w3cVectors as w3cVectorsVerifierProfile,
} from './verifier/webauthn/profile.ts';
export * from './verifier/webauthn/refusal-code.ts';
export type { SpecReference, Step, StepOutcome } from './verifier/webauthn/step.ts';
export * from './verifier/webauthn/verdict.ts';
export { verifyAssertion } from './verifier/webauthn/verify-assertion.ts';
export { verifyAssertionBytes } from './verifier/webauthn/verify-assertion-bytes.ts';
export { verifyAttestationBytes } from './verifier/webauthn/verify-attestation-bytes.ts';
export { verifyRegistration } from './verifier/webauthn/verify-registration.ts';
