/** The attestation statements that can be made; `packed-self` and `packed-x5c` are the two kinds of `packed`. */
export const attestationKinds = [
  'none',
  'packed-self',
  'packed-x5c',
  'fido-u2f',
  'tpm',
  'android-key',
  'android-safetynet',
  'apple',
  'compound',
] as const;
/** One of `attestationKinds`. */
export type AttestationKind = (typeof attestationKinds)[number];

/** Which sound registration is made: everything in it that the standard leaves open. */
export interface RegistrationVariant {
  readonly attestation: AttestationKind;
  /** The COSE algorithm of the credential key; fido-u2f and apple take ES256 alone (see `algorithmsOf`). */
  readonly alg: number;
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  /** Only beside `backupEligible`. */
  readonly backupState: boolean;
  readonly signCount: number;
  /** 1 to 1023. */
  readonly credentialIdLength: number;
}

/** Which sound assertion is made. */
export interface AssertionVariant {
  readonly userVerified: boolean;
  /** Only with a credential that is eligible. */
  readonly backupState: boolean;
  /** By how much the counter grows; 0 only for a credential whose counter stays zero. */
  readonly counterStep: number;
  /** Whether the user handle is given back. */
  readonly userHandle: boolean;
}
