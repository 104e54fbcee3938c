/** What metadata says of an authenticator model. */
export interface MetadataVerdict {
  /** Attestation roots in DER; one that cannot be read anchors nothing. */
  readonly roots: readonly Uint8Array[];
  /** `untrusted` where a status report says that keys of the model can no longer be relied on. */
  readonly status: 'trusted' | 'untrusted';
  /** Why a status is untrusted, in people's words. */
  readonly because?: string;
  /** Whether the model is certified at any level. */
  readonly certified: boolean;
  /** The metadata statement as JSON, or undefined where the entry has none. */
  readonly statement: unknown;
}

/** Where metadata of authenticators is looked up; synchronous, since a verdict waits for nothing. */
export interface MetadataSource {
  /** The entry of an AAGUID of 16 bytes. */
  find(aaguid: Uint8Array): MetadataVerdict | undefined;
  /** The entry of a U2F authenticator, by the SHA-1 of its attestation certificate's public key, 20 bytes. */
  findByCertificate?(keyIdentifier: Uint8Array): MetadataVerdict | undefined;
}

/** What a metadata statement may be asked to say of its model. */
export const metadataClaims = {
  certified: 'the model is certified at any level',
  fido2: 'the authenticator speaks FIDO 2.0 or later',
  'user-verification': 'the authenticator verifies its user, or takes a PIN',
  'resident-keys': 'the authenticator keeps discoverable credentials',
  'hmac-secret': 'the authenticator has hmac-secret or prf',
} as const satisfies Record<string, string>;

/** One of `metadataClaims`. */
export type MetadataClaim = keyof typeof metadataClaims;

/** Whether a model's metadata makes a claim; a statement of an unexpected shape makes none. */
export function claims(metadata: MetadataVerdict, claim: MetadataClaim): boolean {
  if (claim === 'certified') return metadata.certified;
  const info = memberOf(metadata.statement, 'authenticatorGetInfo');
  const options = memberOf(info, 'options');
  switch (claim) {
    case 'fido2':
      return textsOf(memberOf(info, 'versions')).some((version) => /^FIDO_2_\d+$/.test(version));
    case 'user-verification':
      return typeof memberOf(options, 'uv') === 'boolean' || typeof memberOf(options, 'clientPin') === 'boolean';
    case 'resident-keys':
      return memberOf(options, 'rk') === true;
    case 'hmac-secret':
      return textsOf(memberOf(info, 'extensions')).some((name) => name === 'hmac-secret' || name === 'prf');
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((element) => typeof element === 'string') : [];
}
