import { toBase64url } from '../bytes/base64url.ts';
import { JsonReader, present } from './json-reader.ts';

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

/** The response of a registration with its bytes as bytes. */
export interface DecodedRegistrationResponse {
  readonly id: string;
  readonly rawId: Uint8Array;
  readonly type: string;
  readonly authenticatorAttachment?: string;
  readonly clientDataJSON: Uint8Array;
  readonly attestationObject: Uint8Array;
  readonly transports?: readonly string[];
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
}

/** The response of an authentication with its bytes as bytes. */
export interface DecodedAuthenticationResponse {
  readonly id: string;
  readonly rawId: Uint8Array;
  readonly type: string;
  readonly authenticatorAttachment?: string;
  readonly clientDataJSON: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  /** Null where the response says null. */
  readonly userHandle?: Uint8Array | null;
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
}

/**
 * Reads the response of a registration, parsed from JSON already. A body that lacks `rawId` is read with its `id`, and
 * extension results may be called `getClientExtensionResults`, as FIDO's server tools write them, or be left out. Throws
 * `DecodeError`. Members that JSON had twice cannot be noticed any more.
 */
export function decodeRegistrationResponse(json: unknown): DecodedRegistrationResponse {
  const credential = new JsonReader(json, 'credential');
  const response = credential.object('response');
  return present({
    ...envelope(credential),
    clientDataJSON: response.bytes('clientDataJSON'),
    attestationObject: response.bytes('attestationObject'),
    transports: response.optionalTexts('transports'),
  }) as DecodedRegistrationResponse;
}

/** Reads the response of an authentication, as `decodeRegistrationResponse` does. Throws `DecodeError`. */
export function decodeAuthenticationResponse(json: unknown): DecodedAuthenticationResponse {
  const credential = new JsonReader(json, 'credential');
  const response = credential.object('response');
  return present({
    ...envelope(credential),
    clientDataJSON: response.bytes('clientDataJSON'),
    authenticatorData: response.bytes('authenticatorData'),
    signature: response.bytes('signature'),
    userHandle: response.value('userHandle') === null ? null : response.optionalBytes('userHandle'),
  }) as DecodedAuthenticationResponse;
}

type Envelope = Pick<
  DecodedRegistrationResponse,
  'id' | 'rawId' | 'type' | 'authenticatorAttachment' | 'clientExtensionResults'
>;

function envelope(credential: JsonReader): Partial<Envelope> {
  const id = credential.text('id');
  const results = credential.has('clientExtensionResults') ? 'clientExtensionResults' : 'getClientExtensionResults';
  return {
    id,
    rawId: credential.bytes(credential.has('rawId') ? 'rawId' : 'id'),
    type: credential.text('type'),
    ...present({ authenticatorAttachment: credential.optionalText('authenticatorAttachment') }),
    clientExtensionResults: credential.optionalRecord(results) ?? {},
  };
}

/** What the JSON of a response says beside its bytes, where it says it: `id` is that of `rawId` and `type` public-key else. */
interface Unwritten {
  readonly id?: string;
  readonly rawId: Uint8Array;
  readonly type?: string;
  readonly authenticatorAttachment?: string;
  readonly clientExtensionResults?: Readonly<Record<string, unknown>>;
}

/** The JSON of a registration's response. Bytes within extension results become base64url. */
export function encodeRegistrationResponse(
  response: Unwritten & Pick<DecodedRegistrationResponse, 'clientDataJSON' | 'attestationObject' | 'transports'>,
): RegistrationResponseJson {
  const { clientDataJSON, attestationObject, transports } = response;
  return encoded(response, {
    clientDataJSON: toBase64url(clientDataJSON),
    attestationObject: toBase64url(attestationObject),
    ...(transports === undefined ? {} : { transports }),
  });
}

/** The JSON of an authentication's response. Bytes within extension results become base64url. */
export function encodeAuthenticationResponse(
  response: Unwritten &
    Pick<DecodedAuthenticationResponse, 'clientDataJSON' | 'authenticatorData' | 'signature' | 'userHandle'>,
): AuthenticationResponseJson {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return encoded(response, {
    clientDataJSON: toBase64url(clientDataJSON),
    authenticatorData: toBase64url(authenticatorData),
    signature: toBase64url(signature),
    ...(userHandle === undefined ? {} : { userHandle: userHandle === null ? null : toBase64url(userHandle) }),
  });
}

function encoded<R>(
  from: Unwritten,
  response: R,
): Omit<RegistrationResponseJson, 'response'> & { readonly response: R } {
  const { id, rawId, type, authenticatorAttachment, clientExtensionResults } = from;
  return {
    id: id ?? toBase64url(rawId),
    rawId: toBase64url(rawId),
    type: type ?? 'public-key',
    ...(authenticatorAttachment === undefined ? {} : { authenticatorAttachment }),
    response,
    clientExtensionResults: withTextForBytes(clientExtensionResults ?? {}) as Record<string, unknown>,
  };
}

function withTextForBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return toBase64url(value);
  if (Array.isArray(value)) return value.map(withTextForBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withTextForBytes(member)]));
}

/**
 * Reads what a relying party asks of a registration, parsed from JSON already: what WebAuthn requires must be there, optional
 * members may be missing or null, and others are passed over. Throws `DecodeError`.
 */
export function decodeCreationOptions(json: unknown): CreationOptionsJson {
  const options = new JsonReader(json, 'options');
  const rp = options.object('rp');
  const user = options.object('user');
  const selection = options.optionalObject('authenticatorSelection');
  return present({
    rp: present({ id: rp.optionalText('id'), name: rp.text('name') }),
    user: { id: user.base64url('id'), name: user.text('name'), displayName: user.text('displayName') },
    challenge: options.base64url('challenge'),
    pubKeyCredParams: options
      .objects('pubKeyCredParams')
      .map((each) => ({ type: each.text('type'), alg: each.integer('alg') })),
    timeout: options.optionalNumber('timeout'),
    excludeCredentials: options.optionalObjects('excludeCredentials')?.map(descriptor),
    authenticatorSelection:
      selection &&
      present({
        authenticatorAttachment: selection.optionalText('authenticatorAttachment'),
        residentKey: selection.optionalText('residentKey'),
        requireResidentKey: selection.optionalBoolean('requireResidentKey'),
        userVerification: selection.optionalText('userVerification'),
      }),
    attestation: options.optionalText('attestation'),
    attestationFormats: options.optionalTexts('attestationFormats'),
    extensions: options.optionalRecord('extensions'),
  }) as CreationOptionsJson;
}

/** Reads what a relying party asks of an authentication, as `decodeCreationOptions` does. Throws `DecodeError`. */
export function decodeRequestOptions(json: unknown): RequestOptionsJson {
  const options = new JsonReader(json, 'options');
  return present({
    challenge: options.base64url('challenge'),
    timeout: options.optionalNumber('timeout'),
    rpId: options.optionalText('rpId'),
    allowCredentials: options.optionalObjects('allowCredentials')?.map(descriptor),
    userVerification: options.optionalText('userVerification'),
    extensions: options.optionalRecord('extensions'),
  }) as RequestOptionsJson;
}

function descriptor(member: JsonReader): CredentialDescriptorJson {
  return present({
    type: member.text('type'),
    id: member.base64url('id'),
    transports: member.optionalTexts('transports'),
  }) as CredentialDescriptorJson;
}
