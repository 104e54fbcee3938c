import type { MetadataClaim } from './metadata-source.ts';

/** A duty that a profile may waive. A waived duty that is broken becomes a warning with the refusal's code. */
export const relaxations = {
  'cross-origin-unexpected': 'crossOrigin is true although the relying party expects no framing',
  'top-origin-unexpected': 'topOrigin is present although the relying party expects none, or names a foreign page',
  'top-origin-without-cross-origin': 'topOrigin is present although crossOrigin is not true',
  'credential-id-unbound': 'the presented credential id is not the attested one, or id is not rawId in base64url',
  'credential-id-length': 'the attested credential id is empty or longer than 1023 bytes',
  'public-key-unread': 'the attested public key is not read, so neither its algorithm nor its point is judged',
  'algorithm-not-requested': 'the algorithm of the public key is not among pubKeyCredParams',
  'backup-flags': 'BS is set without BE, or BE changed since registration',
  'attested-data-in-assertion': 'an assertion carries attested credential data',
  'counter-went-back': 'the signature counter did not grow',
  'extension-outputs': 'the outputs of an extension are other than its request allows',
  'statement-extra-members': 'an attestation statement has members that its format does not define',
  'certificate-requirements': 'the attestation certificate does not follow section 8.2.1',
  'u2f-aaguid': 'a fido-u2f attestation has an AAGUID other than zero',
  'tpm-clock-safe': 'the clockInfo of a tpm attestation has a safe that is neither 0 nor 1',
  'tpm-manufacturer': 'the certificate of a tpm attestation names a manufacturer that the TCG does not list',
  'android-key-authorizations': 'an Android key says neither that it was generated there nor that it is to sign',
} as const satisfies Record<string, string>;

/** One of the switches in `relaxations`. */
export type Relaxation = keyof typeof relaxations;

/** What a profile may demand beyond the standard, for whatever the caller expects. */
export const demands = {
  formats: 'attestation statements are of one of these formats',
  customFormats: 'a format that no registry lists is taken unverified where its name has at most so many characters',
  userVerification: 'UV is set in every ceremony',
  certificates: 'the attestation statement has certificates: neither none nor self attestation will do',
  anchors: 'the certificates of the statement lead to an anchor',
  metadata: 'metadata of the authenticator is known',
  metadataClaims: 'metadata of the authenticator says each of these',
  aaguids: 'the AAGUID is one of those allowed, or none of those blocked',
} as const satisfies Record<keyof Demands, string>;

/** What a profile demands beyond the standard; each member is described in `demands`. */
export interface Demands {
  readonly formats?: readonly string[];
  readonly customFormats?: { readonly longestName: number };
  readonly userVerification?: 'required';
  readonly certificates?: 'required';
  readonly anchors?: 'required';
  readonly metadata?: 'required';
  readonly metadataClaims?: readonly MetadataClaim[];
  /** AAGUIDs as UUIDs in hexadecimal. */
  readonly aaguids?: { readonly allow: readonly string[] } | { readonly block: readonly string[] };
}

/** How strict a verifier is: a name, the duties it waives and what it demands beyond them. Data, so that a caller may write its own. */
export interface Profile {
  readonly name: string;
  readonly waives: Readonly<Partial<Record<Relaxation, true>>>;
  readonly demands?: Demands;
}

/** Every duty of WebAuthn Level 3. The default. */
export const strict: Profile = { name: 'strict', waives: {} };

/** Accepts what the test vectors of WebAuthn Level 3 do and a strict FIDO reading forbids. */
export const w3cVectors: Profile = {
  name: 'w3c-vectors',
  waives: { 'u2f-aaguid': true, 'tpm-clock-safe': true, 'tpm-manufacturer': true, 'android-key-authorizations': true },
};

/** What common server libraries let through when left at their defaults. For comparison, not for use. */
export const lenient: Profile = {
  name: 'lenient',
  waives: {
    'cross-origin-unexpected': true,
    'top-origin-unexpected': true,
    'top-origin-without-cross-origin': true,
    'credential-id-unbound': true,
    'credential-id-length': true,
    'public-key-unread': true,
    'backup-flags': true,
    'attested-data-in-assertion': true,
    'extension-outputs': true,
    'statement-extra-members': true,
    'certificate-requirements': true,
    'u2f-aaguid': true,
    'tpm-clock-safe': true,
    'tpm-manufacturer': true,
    'android-key-authorizations': true,
  },
};

/** As Microsoft Entra ID is said to register keys where attestation is not enforced: few formats, any custom one, UV always. */
export const microsoft: Profile = {
  name: 'microsoft',
  waives: {},
  demands: {
    formats: ['none', 'packed', 'tpm'],
    customFormats: { longestName: 32 },
    userVerification: 'required',
  },
};

/** As Microsoft Entra ID is said to register keys where attestation is enforced: packed, with metadata that says enough. */
export const microsoftEnforced: Profile = {
  name: 'microsoft-enforced',
  waives: {},
  demands: {
    formats: ['packed'],
    userVerification: 'required',
    certificates: 'required',
    anchors: 'required',
    metadata: 'required',
    metadataClaims: ['certified', 'fido2', 'user-verification', 'resident-keys', 'hmac-secret'],
  },
};

/** The profiles by name. */
export const profiles = {
  strict,
  'w3c-vectors': w3cVectors,
  lenient,
  microsoft,
  'microsoft-enforced': microsoftEnforced,
} as const satisfies Record<string, Profile>;

/** One of the built-in profiles. */
export type ProfileName = keyof typeof profiles;
