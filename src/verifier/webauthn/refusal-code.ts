/** Why a ceremony was refused: stable slugs, part of the interface. Sentences may change, these do not. */
export const refusalCodes = [
  // the credential as the client presents it
  'credential-type-mismatch',
  'credential-id-malformed',
  'credential-id-mismatch',
  'credential-id-empty',
  'credential-id-too-long',
  'credential-not-allowed',
  'credential-already-registered',
  'user-handle-missing',
  'user-handle-mismatch',
  // client data
  'client-data-malformed',
  'type-mismatch',
  'challenge-mismatch',
  'origin-mismatch',
  'cross-origin-unexpected',
  'top-origin-without-cross-origin',
  'top-origin-unexpected',
  'top-origin-mismatch',
  // authenticator data
  'attestation-object-malformed',
  'authenticator-data-malformed',
  'rp-id-mismatch',
  'user-not-present',
  'user-not-verified',
  'backup-state-without-eligibility',
  'backup-eligibility-changed',
  'attested-credential-data-missing',
  'attested-credential-data-unexpected',
  // the credential public key
  'public-key-malformed',
  'public-key-invalid',
  'algorithm-unsupported',
  'algorithm-not-requested',
  // attestation
  'attestation-format-unsupported',
  'attestation-statement-malformed',
  'attestation-algorithm-mismatch',
  'attestation-algorithm-unsupported',
  'attestation-certificate-malformed',
  'attestation-certificate-unfit',
  'attestation-certificate-expired',
  'attestation-aaguid-mismatch',
  'attestation-signature-invalid',
  'attestation-type-not-acceptable',
  'attestation-untrusted',
  // assertion
  'signature-invalid',
  'counter-went-back',
  // extensions
  'extension-unsolicited',
  'extension-output-unexpected',
] as const;

/** One of `refusalCodes`. */
export type RefusalCode = (typeof refusalCodes)[number];
