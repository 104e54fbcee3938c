import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { CreationOptionsJson, CredentialDescriptorJson, RequestOptionsJson } from '../../codec/webauthn-json.ts';
import type { Random } from '../../env/env.ts';
import type { AssertionJsonInput, RegistrationJsonInput } from './input.ts';

/** Bytes of a fresh challenge; section 13.4.3 asks for 16 at least. */
const CHALLENGE_LENGTH = 32;
/** Bytes of a fresh user handle; section 14.6.1 recommends 64 random ones. */
const USER_HANDLE_LENGTH = 64;
/** EdDSA, ES256 and RS256: between them, what authenticators have. */
const usualAlgorithms: readonly number[] = [-8, -7, -257];

/** A credential that options name: its id, and the transports that were stored with it. */
export interface NamedCredential {
  readonly id: Uint8Array | string;
  readonly transports?: readonly string[];
}

/** What `creationOptions` makes options of. */
export interface CreationWishes {
  readonly rp: { readonly id: string; readonly name: string };
  /** Without an `id` the user gets a fresh one of 64 bytes: store it. */
  readonly user: { readonly id?: Uint8Array | string; readonly name: string; readonly displayName?: string };
  /** COSE algorithms, the most wanted first; EdDSA, ES256 and RS256 by default. */
  readonly algorithms?: readonly number[];
  readonly excludeCredentials?: readonly NamedCredential[];
  readonly authenticatorSelection?: CreationOptionsJson['authenticatorSelection'];
  readonly attestation?: 'none' | 'indirect' | 'direct' | 'enterprise';
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
}

/** What `requestOptions` makes options of. */
export interface RequestWishes {
  readonly rpId: string;
  readonly allowCredentials?: readonly NamedCredential[];
  readonly userVerification?: 'required' | 'preferred' | 'discouraged';
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
}

/** Options of navigator.credentials.create() in JSON, with a fresh challenge of 32 bytes: keep them until the answer comes. */
export function creationOptions(wishes: CreationWishes, random: Random): CreationOptionsJson {
  const { rp, user, algorithms, excludeCredentials, authenticatorSelection, attestation, extensions, timeoutMs } =
    wishes;
  return {
    rp: { id: rp.id, name: rp.name },
    user: {
      id: textOf(user.id ?? random.bytes(USER_HANDLE_LENGTH), 'user.id', 64),
      name: user.name,
      displayName: user.displayName ?? user.name,
    },
    challenge: toBase64url(random.bytes(CHALLENGE_LENGTH)),
    pubKeyCredParams: (algorithms ?? usualAlgorithms).map((alg) => ({ type: 'public-key', alg })),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(excludeCredentials === undefined
      ? {}
      : { excludeCredentials: descriptorsOf(excludeCredentials, 'excludeCredentials') }),
    ...(authenticatorSelection === undefined ? {} : { authenticatorSelection }),
    ...(attestation === undefined ? {} : { attestation }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

/** Options of navigator.credentials.get() in JSON, with a fresh challenge of 32 bytes: keep them until the answer comes. */
export function requestOptions(wishes: RequestWishes, random: Random): RequestOptionsJson {
  const { rpId, allowCredentials, userVerification, extensions, timeoutMs } = wishes;
  return {
    challenge: toBase64url(random.bytes(CHALLENGE_LENGTH)),
    rpId,
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(allowCredentials === undefined
      ? {}
      : { allowCredentials: descriptorsOf(allowCredentials, 'allowCredentials') }),
    ...(userVerification === undefined ? {} : { userVerification }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

/** What a registration that answers these options is expected to be, for a page of one of `origins`. Throws `TypeError` without rp.id. */
export function expectedOfCreation(
  options: CreationOptionsJson,
  origins: readonly string[],
): RegistrationJsonInput['expected'] {
  const { challenge, rp, pubKeyCredParams, authenticatorSelection, extensions } = options;
  if (rp.id === undefined) throw new TypeError('expectedOfCreation: options.rp.id: expected a text, received none');
  const { userVerification, residentKey, requireResidentKey } = authenticatorSelection ?? {};
  const isResident = residentKey === 'required' || (residentKey === undefined && requireResidentKey === true);
  return {
    challenge,
    origins,
    rpId: rp.id,
    pubKeyCredParams,
    userVerification: userVerification === 'required' ? 'required' : 'preferred',
    ...(isResident ? { residentKey: 'required' as const } : {}),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

/** What an assertion that answers these options is expected to be, for a page of one of `origins`. Throws `TypeError` without rpId. */
export function expectedOfRequest(
  options: RequestOptionsJson,
  origins: readonly string[],
): AssertionJsonInput['expected'] {
  const { challenge, rpId, allowCredentials = [], userVerification, extensions } = options;
  if (rpId === undefined) throw new TypeError('expectedOfRequest: options.rpId: expected a text, received none');
  const appId = extensions?.['appid'];
  return {
    challenge,
    origins,
    rpId,
    userVerification: userVerification === 'required' ? 'required' : 'preferred',
    allowCredentials: allowCredentials.map(({ id }) => id),
    // Without a list only the user handle says who the user is.
    userHandle: allowCredentials.length === 0 ? 'required' : 'optional',
    ...(typeof appId === 'string' ? { appId } : {}),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

function descriptorsOf(credentials: readonly NamedCredential[], place: string): CredentialDescriptorJson[] {
  return credentials.map(({ id, transports }, index) => ({
    type: 'public-key',
    id: textOf(id, `${place}[${index}].id`, 1023),
    ...(transports === undefined ? {} : { transports }),
  }));
}

function textOf(value: Uint8Array | string, place: string, longest: number): string {
  const bytes = typeof value === 'string' ? fromBase64url(value) : value;
  if (bytes.length < 1 || bytes.length > longest) {
    throw new RangeError(`${place}: expected 1 to ${longest} bytes, received ${bytes.length}`);
  }
  return toBase64url(bytes);
}
