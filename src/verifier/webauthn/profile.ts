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
  'statement-extra-members': 'an attestation statement has members that its format does not define',
  'certificate-requirements': 'the attestation certificate does not follow section 8.2.1',
  'u2f-aaguid': 'a fido-u2f attestation has an AAGUID other than zero',
} as const satisfies Record<string, string>;

/** One of the switches in `relaxations`. */
export type Relaxation = keyof typeof relaxations;

/** How strict a verifier is: a name and the duties it waives. Data, so that a caller may write its own. */
export interface Profile {
  readonly name: string;
  readonly waives: Readonly<Partial<Record<Relaxation, true>>>;
}

/** Every duty of WebAuthn Level 3. The default. */
export const strict: Profile = { name: 'strict', waives: {} };

/** Accepts what the test vectors of WebAuthn Level 3 do and a strict FIDO reading forbids. */
export const w3cVectors: Profile = { name: 'w3c-vectors', waives: { 'u2f-aaguid': true } };

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
    'statement-extra-members': true,
    'certificate-requirements': true,
    'u2f-aaguid': true,
  },
};

/** The profiles by name. */
export const profiles = { strict, 'w3c-vectors': w3cVectors, lenient } as const satisfies Record<string, Profile>;

/** One of the built-in profiles. */
export type ProfileName = keyof typeof profiles;
