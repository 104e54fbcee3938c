/** Binary members are base64url without padding, as WebAuthn Level 3 section 5.1.8 writes them. */
export type Base64urlText = string;

/** The response of a registration in JSON (`RegistrationResponseJSON`, WebAuthn Level 3 section 5.1.8). */
export interface RegistrationResponseJson {
  readonly id: string;
  readonly rawId: Base64urlText;
  readonly type: string;
  readonly authenticatorAttachment?: string;
  readonly response: {
    readonly clientDataJSON: Base64urlText;
    readonly attestationObject: Base64urlText;
    readonly authenticatorData?: Base64urlText;
    readonly transports?: readonly string[];
    readonly publicKey?: Base64urlText;
    readonly publicKeyAlgorithm?: number;
  };
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
}

/** The response of an authentication in JSON (`AuthenticationResponseJSON`, WebAuthn Level 3 section 5.1.8). */
export interface AuthenticationResponseJson {
  readonly id: string;
  readonly rawId: Base64urlText;
  readonly type: string;
  readonly authenticatorAttachment?: string;
  readonly response: {
    readonly clientDataJSON: Base64urlText;
    readonly authenticatorData: Base64urlText;
    readonly signature: Base64urlText;
    readonly userHandle?: Base64urlText | null;
  };
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
}

/** A credential named in JSON (`PublicKeyCredentialDescriptorJSON`). */
export interface CredentialDescriptorJson {
  readonly type: string;
  readonly id: Base64urlText;
  readonly transports?: readonly string[];
}

/** What a relying party asks of `navigator.credentials.create()` in JSON (`PublicKeyCredentialCreationOptionsJSON`). */
export interface CreationOptionsJson {
  readonly rp: { readonly id?: string; readonly name: string };
  readonly user: { readonly id: Base64urlText; readonly name: string; readonly displayName: string };
  readonly challenge: Base64urlText;
  readonly pubKeyCredParams: readonly { readonly type: string; readonly alg: number }[];
  readonly timeout?: number;
  readonly excludeCredentials?: readonly CredentialDescriptorJson[];
  readonly authenticatorSelection?: {
    readonly authenticatorAttachment?: string;
    readonly residentKey?: string;
    readonly requireResidentKey?: boolean;
    readonly userVerification?: string;
  };
  readonly attestation?: string;
  readonly attestationFormats?: readonly string[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What a relying party asks of `navigator.credentials.get()` in JSON (`PublicKeyCredentialRequestOptionsJSON`). */
export interface RequestOptionsJson {
  readonly challenge: Base64urlText;
  readonly timeout?: number;
  readonly rpId?: string;
  readonly allowCredentials?: readonly CredentialDescriptorJson[];
  readonly userVerification?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}
