/** What the client of a registration knows: the relying party's request and the page that it came from. */
export interface CreationRequest {
  readonly challenge: Uint8Array;
  readonly origin: string;
  readonly rpId: string;
  readonly userHandle: Uint8Array;
  /** The page runs in a frame of another origin. */
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  /** Client extension inputs, in the JSON shapes of WebAuthn Level 3 section 10: `{ credentialProtectionPolicy: 'userVerificationRequired', credProps: true }`. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What the client of an authentication knows. */
export interface AssertionRequest {
  readonly challenge: Uint8Array;
  readonly origin: string;
  readonly rpId: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}
