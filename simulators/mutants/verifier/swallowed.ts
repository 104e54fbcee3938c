import { refusesAssertion, refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

/**
 * Faults of a party whose verifier is sound, and which does not heed it: an error is caught and forgotten. They break the
 * rules that no finer fault breaks.
 */
export const swallowedMutants: readonly VerifierMutant[] = [
  swallows({
    id: 'verifier.swallows-malformed-bodies',
    fault: 'Catches what is wrong with the JSON of a response, and answers ok.',
    codes: ['response-malformed', 'credential-type-mismatch', 'credential-id-malformed', 'credential-unknown'],
    registrations: `
      credential.null credential.array credential.text credential.empty credential.response-missing
      credential.response-null credential.response-array credential.raw-id-missing
      credential.client-data-missing credential.client-data-number credential.client-data-object
      credential.type-missing credential.type-upper-case credential.id-missing credential.id-number
      credential.id-empty credential.id-padded credential.raw-id-number credential.raw-id-padded
      credential.raw-id-foreign-character credential.client-data-padded credential.attestation-object-missing
      credential.attestation-object-null credential.response-of-assertion extensions.client.array`,
    assertions: `
      unknown-credential credential.null credential.array credential.text credential.empty
      credential.response-missing credential.response-null credential.response-array credential.raw-id-missing
      credential.client-data-missing credential.client-data-number credential.client-data-object
      credential.type-missing credential.type-upper-case credential.id-missing credential.id-number
      credential.id-empty credential.id-padded credential.raw-id-number credential.raw-id-padded
      credential.raw-id-foreign-character credential.client-data-padded credential.authenticator-data-missing
      credential.authenticator-data-null credential.signature-missing credential.signature-null
      credential.response-of-registration user-handle.number extensions.client.array`,
  }),
  swallows({
    id: 'verifier.swallows-malformed-client-data',
    fault: 'Catches the error of its JSON parser, and answers ok.',
    codes: ['client-data-malformed'],
    registrations: `
      client-data.type.missing client-data.type.null client-data.type.array client-data.challenge.missing
      client-data.challenge.null client-data.challenge.array client-data.origin.missing client-data.origin.null
      client-data.origin.array client-data.cross-origin.text client-data.cross-origin.number
      client-data.top-origin.array client-data.json.empty client-data.json.null client-data.json.array
      client-data.json.quoted client-data.json.truncated client-data.json.trailing-text
      client-data.json.trailing-null-character client-data.json.two-objects client-data.json.encoded
      client-data.json.utf-16 client-data.json.byte-order-marks client-data.json.invalid-utf8-in-type
      client-data.json.invalid-utf8-in-challenge client-data.json.invalid-utf8-in-origin
      client-data.json.trailing-comma client-data.json.comment client-data.json.single-quotes`,
    assertions: `
      client-data.type.missing client-data.type.null client-data.type.array client-data.challenge.missing
      client-data.challenge.null client-data.challenge.array client-data.origin.missing client-data.origin.null
      client-data.origin.array client-data.cross-origin.text client-data.cross-origin.number
      client-data.top-origin.array client-data.json.empty client-data.json.null client-data.json.array
      client-data.json.quoted client-data.json.truncated client-data.json.trailing-text
      client-data.json.trailing-null-character client-data.json.two-objects client-data.json.encoded
      client-data.json.utf-16 client-data.json.byte-order-marks client-data.json.invalid-utf8-in-type
      client-data.json.invalid-utf8-in-challenge client-data.json.invalid-utf8-in-origin
      client-data.json.trailing-comma client-data.json.comment client-data.json.single-quotes`,
  }),
  swallows({
    id: 'verifier.swallows-wrong-client-data',
    fault: 'Logs what it finds in client data and RP ID hash, and answers ok.',
    codes: [
      'type-mismatch',
      'challenge-mismatch',
      'origin-mismatch',
      'top-origin-without-cross-origin',
      'rp-id-mismatch',
    ],
    registrations: `
      client-data.type.empty client-data.type.shorter client-data.type.spaced client-data.challenge.hexadecimal
      client-data.challenge.encoded-twice client-data.origin.null-text client-data.origin.empty
      client-data.origin.default-port client-data.origin.spaced client-data.top-origin.without-cross-origin
      client-data.json.type-twice client-data.json.challenge-twice client-data.json.origin-twice
      authenticator-data.rp-id-hash.upper-case authenticator-data.rp-id-hash.subdomain
      authenticator-data.rp-id-hash.parent-domain authenticator-data.rp-id-hash.of-nothing
      authenticator-data.rp-id-hash.hashed-twice`,
    assertions: `
      client-data.type.of-u2f client-data.type.upper-case client-data.type.shorter client-data.type.spaced
      client-data.challenge.zeros client-data.challenge.hexadecimal client-data.origin.default-port
      client-data.origin.spaced client-data.json.type-twice client-data.json.challenge-twice
      client-data.json.origin-twice authenticator-data.rp-id-hash.upper-case
      authenticator-data.rp-id-hash.subdomain authenticator-data.rp-id-hash.parent-domain
      authenticator-data.rp-id-hash.of-nothing authenticator-data.rp-id-hash.zeros`,
  }),
  swallows({
    id: 'verifier.swallows-malformed-attestation-objects',
    fault: 'Catches the error of its CBOR decoder, and answers ok.',
    codes: ['attestation-object-malformed'],
    registrations: `
      credential.attestation-object-empty cbor.object.tagged cbor.object.fmt-tagged cbor.object.statement-tagged
      cbor.object.auth-data-tagged cbor.object.head-not-minimal cbor.object.key-not-minimal
      cbor.object.indefinite cbor.object.fmt-indefinite cbor.object.unsorted cbor.object.fmt-twice
      cbor.object.auth-data-twice cbor.object.trailing-byte cbor.object.undefined
      cbor.object.auth-data-undefined cbor.object.simple-value cbor.object.statement-simple-value
      cbor.object.invalid-utf8 cbor.object.too-deep cbor.object.truncated cbor.object.truncated-more
      cbor.object.statement-integer-not-minimal cbor.object.statement-float cbor.object.fmt-missing
      cbor.object.statement-missing cbor.object.auth-data-missing cbor.object.fmt-bytes cbor.object.fmt-null
      cbor.object.statement-null cbor.object.statement-text cbor.object.statement-bytes
      cbor.object.auth-data-text cbor.object.auth-data-array cbor.object.auth-data-null cbor.object.extra-member
      cbor.object.array cbor.object.numbered cbor.object.json cbor.object.with-status cbor.object.nested-arrays
      cbor.object.nested-maps cbor.object.nested-tags cbor.object.huge-bytes cbor.object.huge-array
      cbor.object.huge-map cbor.object.huge-text cbor.object.reserved-head cbor.object.break-alone
      cbor.object.head-alone cbor.object.zeros attestation.format-missing attestation.format-integer`,
  }),
  swallows({
    id: 'verifier.swallows-malformed-authenticator-data',
    fault: 'Catches the error of its reader of authenticator data, and answers ok.',
    codes: ['authenticator-data-malformed'],
    registrations: `
      cbor.object.auth-data-wrapped authenticator-data.rp-id-hash.truncated authenticator-data.empty
      authenticator-data.hash-alone authenticator-data.flags-last authenticator-data.counter-cut
      authenticator-data.twice authenticator-data.doubled-hash authenticator-data.attested-data-missing
      authenticator-data.aaguid-cut authenticator-data.id-length-cut authenticator-data.id-cut flags.at-clear
      flags.ed-without-extensions flags.ed-clear flags.zero credential-id.length-beyond-end
      credential-id.length-little-endian extensions.array extensions.text extensions.null extensions.bytes
      extensions.truncated extensions.twice`,
    assertions: `
      authenticator-data.rp-id-hash.truncated authenticator-data.empty authenticator-data.hash-alone
      authenticator-data.flags-last authenticator-data.counter-cut authenticator-data.trailing-byte
      authenticator-data.twice authenticator-data.doubled-hash flags.ed-clear flags.at-clear extensions.array
      extensions.text extensions.null extensions.bytes extensions.truncated extensions.twice`,
  }),
  swallows({
    id: 'verifier.swallows-unusable-public-keys',
    fault: 'Catches the error of its key import, and answers ok.',
    codes: ['public-key-malformed', 'public-key-invalid', 'algorithm-not-requested'],
    registrations: `
      cbor.public-key.integer-not-minimal cbor.public-key.length-not-minimal cbor.public-key.unsorted
      cbor.public-key.kty-twice cbor.public-key.alg-twice cbor.public-key.indefinite cbor.public-key.tagged
      cbor.public-key.kty-float cbor.public-key.alg-float cbor.public-key.undefined
      cbor.public-key.alg-simple-value cbor.public-key.too-deep authenticator-data.key-missing
      authenticator-data.key-cut authenticator-data.key-head-alone credential-id.length-one-more
      credential-id.length-one-less credential-id.length-zero public-key.bytes public-key.null public-key.array
      public-key.empty public-key.kty-missing public-key.kty-text public-key.kty-unknown
      public-key.kty-symmetric public-key.alg-missing public-key.alg-text public-key.alg-hmac public-key.kid
      public-key.key-ops public-key.unknown-label public-key.text-label public-key.x-off-curve
      public-key.beyond-field public-key.of-another-curve public-key.compressed public-key.compressed-x
      public-key.x-missing public-key.y-missing public-key.crv-missing public-key.x-text public-key.x-empty
      public-key.x-short public-key.x-long public-key.y-long public-key.private public-key.wrong-kty
      public-key.rsa-kty public-key.wrong-crv public-key.crv-ed25519 public-key.crv-unknown public-key.crv-text
      public-key.alg-of-another-curve public-key.alg-of-rsa public-key.octet-x-missing public-key.octet-x-empty
      public-key.octet-x-short public-key.octet-x-long public-key.octet-wrong-kty public-key.octet-crv-x25519
      public-key.octet-crv-missing public-key.octet-private public-key.rsa-n-missing public-key.rsa-e-missing
      public-key.rsa-n-empty public-key.rsa-e-empty public-key.rsa-e-integer public-key.rsa-e-zero
      public-key.rsa-e-one public-key.rsa-e-even public-key.rsa-n-even public-key.rsa-n-small
      public-key.rsa-n-leading-zero public-key.rsa-private public-key.rsa-wrong-kty public-key.akp-pub-missing
      public-key.akp-pub-short public-key.akp-pub-long public-key.akp-wrong-kty public-key.akp-private
      fido-u2f.credential-key-p384 fido-u2f.credential-key-ed25519`,
  }),
  swallows({
    id: 'verifier.swallows-malformed-statements',
    fault: 'Catches the errors of its attestation formats, and answers ok.',
    codes: [
      'attestation-statement-malformed',
      'attestation-format-unsupported',
      'attestation-certificate-malformed',
      'tpm-structure-malformed',
      'android-key-description-malformed',
      'safetynet-response-malformed',
      'compound-parts',
    ],
    registrations: `
      cbor.object.statement-too-deep cbor.object.fmt-unknown cbor.object.fmt-empty cbor.object.fmt-upper-case
      attestation.algorithm-missing attestation.algorithm-text attestation.sig-text attestation.ecdaa-key
      attestation.x5c-missing attestation.x5c-empty attestation.x5c-bytes attestation.x5c-text
      attestation.x5c-no-certificate attestation.x5c-bytes-after-certificate
      attestation.x5c-truncated-certificate attestation.statement-array attestation.format-packed-over-nothing
      attestation.format-packed-over-u2f certificate.extension-twice tpm.version-missing tpm.version-number
      tpm.cert-info-missing tpm.pub-area-missing tpm.pub-area-text tpm.info-truncated tpm.info-trailing-byte
      tpm.info-empty tpm.public-type-other tpm.public-area-truncated tpm.public-area-trailing-byte
      android-key.extension-missing android-key.extension-empty android-key.description-truncated
      android-key.description-trailing-byte android-safetynet.nonce-missing android-safetynet.payload-no-json
      android-safetynet.version-missing android-safetynet.version-number android-safetynet.response-missing
      android-safetynet.response-text android-safetynet.response-two-parts
      android-safetynet.certificates-missing android-safetynet.certificates-empty compound.empty compound.nested
      compound.map compound.part-text compound.part-without-format compound.part-without-statement
      compound.part-format-number compound.part-of-another-format`,
  }),
  swallows({
    id: 'verifier.swallows-unproven-attestations',
    fault: 'Logs that an attestation is not proven, and answers ok.',
    codes: [
      'attestation-signature-invalid',
      'attestation-nonce-mismatch',
      'attestation-algorithm-mismatch',
      'attestation-algorithm-unsupported',
      'tpm-name-mismatch',
    ],
    registrations: `
      attestation.algorithm-other attestation.algorithm-unknown attestation.signature-first-bit
      attestation.signature-over-other-data attestation.signature-empty attestation.signature-truncated
      attestation.signature-trailing-byte attestation.signature-raw attestation.signature-zero-r
      attestation.signature-zero-s attestation.signature-zero-both attestation.signature-r-plus-order
      attestation.signature-s-plus-order attestation.signature-s-negative attestation.signature-s-unpadded
      attestation.signature-long-length attestation.signature-third-integer attestation.signature-swapped
      attestation.self-algorithm-other fido-u2f.signature-without-reserved-byte
      fido-u2f.signature-over-other-key tpm.extra-data-longer tpm.name-algorithm-other
      tpm.name-without-algorithm tpm.public-name-algorithm-unknown android-key.certificate-key-other
      android-key.challenge-empty android-key.challenge-truncated android-key.challenge-longer
      android-safetynet.nonce-empty android-safetynet.nonce-truncated android-safetynet.signature-bit
      android-safetynet.certificate-key-other android-safetynet.response-unsigned apple.nonce-last-bit
      apple.nonce-empty apple.nonce-truncated apple.nonce-longer apple.extension-missing apple.extension-empty
      compound.all-parts-broken`,
  }),
  swallows({
    id: 'verifier.swallows-unfit-attestations',
    fault: 'Logs that an attestation is not of the kind that its format demands, and answers ok.',
    codes: [
      'attestation-certificate-unfit',
      'attestation-aaguid-mismatch',
      'attestation-untrusted',
      'android-key-all-applications',
      'android-key-authorizations',
      'safetynet-integrity-failed',
    ],
    registrations: `
      certificate.country-empty certificate.organization-empty certificate.aaguid-unwrapped chain.issuer-other
      chain.intermediate-may-not-sign-certificates chain.intermediate-unrelated
      chain.leaf-unknown-critical-extension chain.intermediate-unknown-critical-extension
      fido-u2f.certificate-rsa tpm.aik-version-2 tpm.aik-alternative-name-missing tpm.aik-alternative-name-empty
      tpm.aik-vendor-without-prefix android-key.all-applications-in-software android-key.origin-unknown
      android-key.origin-missing android-key.purpose-encrypt android-key.purpose-missing
      android-safetynet.cts-profile-missing android-safetynet.cts-profile-text`,
  }),
  swallows({
    id: 'verifier.swallows-wrong-signatures',
    fault: 'Catches the error of its signature check, and answers ok.',
    codes: ['signature-invalid', 'user-handle-mismatch'],
    assertions: `
      user-handle.too-long user-handle.empty signature.one-byte signature.zeros signature.ones
      signature.middle-bit signature.truncated signature.half signature.random signature.reversed
      signature.over-hash-first signature.over-hash-of-both signature.over-nothing signature.over-trailing-byte
      signature.of-another-ceremony signature.over-zero-hash signature.uv-set-afterwards
      signature.client-data-changed-afterwards signature.by-another-key-of-es384
      signature.by-another-key-of-eddsa signature.by-key-of-another-algorithm signature.r-zero signature.s-zero
      signature.r-and-s-zero signature.r-and-s-one signature.r-zero-s-one signature.swapped signature.r-order
      signature.s-order signature.r-plus-order signature.s-plus-order signature.r-longer
      signature.der.empty-sequence signature.der.r-alone signature.der.set signature.der.octet-strings
      signature.der.empty-integer signature.der.within-octet-string signature.der.within-bit-string
      signature.der.length-beyond-end signature.der.trailing-byte signature.der.trailing-null
      signature.der.third-number signature.der.long-length signature.der.long-length-of-r
      signature.der.indefinite-length signature.der.leading-zero-of-r signature.der.leading-zero-of-s
      signature.der.negative-r signature.der.negative-s signature.s-plus-order-of-ed25519
      signature.halves-exchanged signature.neutral-point signature.extended signature.number-one
      signature.rsa-leading-zero signature.rsa-trailing-zero signature.rsa.short-padding
      signature.rsa.garbage-after-hash signature.rsa.no-padding signature.rsa.no-digest-info
      signature.rsa.block-type-two signature.rsa.block-type-zero signature.rsa.first-byte
      signature.rsa.padding-byte signature.rsa.no-separator signature.rsa.other-hash-named
      signature.rsa.null-missing signature.rsa.with-sha1 signature.rsa.with-sha512 signature.rsa.of-pss
      signature.rsa.of-pkcs1 signature.rsa.without-salt signature.rsa.pss-with-sha512`,
  }),
  swallows({
    id: 'verifier.swallows-extension-outputs',
    fault: 'Logs what it finds in extension outputs, and answers ok.',
    level: 'SHOULD',
    codes: [
      'extension-output-unexpected',
      'extension-output-not-requested',
      'cred-protect-too-low',
      'large-blob-unsupported',
    ],
    registrations: `
      extensions.integer-key extensions.bytes-key extensions.cred-protect.text extensions.cred-protect.zero
      extensions.cred-protect.four extensions.cred-protect.boolean extensions.cred-protect.lower
      extensions.hmac-secret.number extensions.hmac-secret.bytes extensions.cred-blob.bytes
      extensions.min-pin-length.text extensions.min-pin-length.low extensions.min-pin-length.negative
      extensions.client.cred-props-text extensions.client.cred-props-rk-text extensions.client.prf-boolean
      extensions.client.prf-enabled-text extensions.client.large-blob-text
      extensions.client.large-blob-unsupported`,
    assertions: `
      extensions.integer-key extensions.bytes-key extensions.cred-blob.boolean extensions.cred-blob.text
      extensions.hmac-secret.boolean extensions.hmac-secret.short extensions.hmac-secret.long
      extensions.hmac-secret.empty extensions.client.prf-boolean extensions.client.prf-short
      extensions.client.prf-second-unasked extensions.client.large-blob-unasked`,
  }),
];

/** A fault that answers ok where the verifier refused with one of these codes; spoils are named between spaces. */
function swallows(definition: {
  readonly id: string;
  readonly fault: string;
  readonly level?: VerifierMutant['level'];
  readonly codes: readonly string[];
  readonly registrations?: string;
  readonly assertions?: string;
}): VerifierMutant {
  const { codes, registrations = '', assertions = '', ...facts } = definition;
  return verifierMutant({
    ...facts,
    caughtBy: [...refusesRegistration(...words(registrations)), ...refusesAssertion(...words(assertions))],
    twist: (sound) => ({
      ...sound,
      tells: (verdict) =>
        verdict.kind === 'refused' && codes.includes(verdict.code) ? { kind: 'accepted' } : sound.tells(verdict),
    }),
  });
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
