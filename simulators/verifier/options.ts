import { toBase64url } from '../../src/bytes/base64url.ts';
import { coseAlgorithm } from '../../src/codec/cose-key.ts';
import type {
  CreationOptionsJson,
  CredentialDescriptorJson,
  RequestOptionsJson,
} from '../../src/codec/webauthn-json.ts';
import { canVerify } from '../../src/crypto/verify-key.ts';
import { PartyRefusal } from './party-refusal.ts';
import type { PartyCredential, PartyUser } from './records.ts';

/** What the party says of itself in options. */
export interface PartyName {
  readonly rpId: string;
  readonly rpName: string;
  /** Where a request leaves user verification open. */
  readonly userVerification: string;
  readonly timeoutMs: number;
  /** The public-key credential parameters of every registration. */
  readonly pubKeyCredParams: readonly { readonly type: string; readonly alg: number }[];
}

/** The algorithms that are asked for, in order of preference; RS1 is for the certificates of old TPMs, never for a credential. */
const asked = [
  coseAlgorithm.ES256,
  coseAlgorithm.EdDSA,
  coseAlgorithm.RS256,
  coseAlgorithm.Ed25519,
  coseAlgorithm.ES384,
  coseAlgorithm.ES512,
  coseAlgorithm.PS256,
  coseAlgorithm.ESP256,
  coseAlgorithm.ESP384,
  coseAlgorithm.ESP512,
  coseAlgorithm.ES256K,
  coseAlgorithm.Ed448,
  coseAlgorithm['ML-DSA-44'],
  coseAlgorithm['ML-DSA-65'],
  coseAlgorithm['ML-DSA-87'],
  coseAlgorithm.RS384,
  coseAlgorithm.RS512,
  coseAlgorithm.PS384,
  coseAlgorithm.PS512,
].filter(canVerify);

/** The parameters of all algorithms that are verified, in order of preference. */
export const pubKeyCredParams: readonly { readonly type: string; readonly alg: number }[] = asked.map((alg) => ({
  type: 'public-key',
  alg,
}));

const conveyances = ['none', 'indirect', 'direct', 'enterprise'];

/** A request for options with its members looked at; what it leaves out is absent. */
export interface OptionsRequest {
  readonly username: string;
  readonly displayName: string;
  readonly attestation?: string;
  readonly authenticatorSelection?: Readonly<Record<string, unknown>>;
  readonly userVerification?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Looks at the members of a request for options. Throws `PartyRefusal` naming the member that is wrong. */
export function readOptionsRequest(body: unknown): OptionsRequest {
  const request = objectIn('body', body) ?? {};
  const username = textIn('username', request['username']) ?? '';
  const attestation = textIn('attestation', request['attestation']);
  const authenticatorSelection = objectIn('authenticatorSelection', request['authenticatorSelection']);
  const userVerification = textIn('userVerification', request['userVerification']);
  const extensions = objectIn('extensions', request['extensions']);
  return {
    username,
    displayName: textIn('displayName', request['displayName']) ?? username,
    ...(attestation === undefined ? {} : { attestation }),
    ...(authenticatorSelection === undefined ? {} : { authenticatorSelection }),
    ...(userVerification === undefined ? {} : { userVerification }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

/** The options of a registration. */
export function creationOptions(
  party: PartyName,
  request: OptionsRequest,
  user: PartyUser,
  challenge: Uint8Array,
  exclude: readonly PartyCredential[],
): CreationOptionsJson {
  const selection = request.authenticatorSelection ?? {};
  const attestation = request.attestation ?? 'none';
  return {
    rp: { id: party.rpId, name: party.rpName },
    user: { id: toBase64url(user.id), name: user.name, displayName: user.displayName },
    challenge: toBase64url(challenge),
    pubKeyCredParams: party.pubKeyCredParams,
    timeout: party.timeoutMs,
    excludeCredentials: exclude.map(descriptorOf),
    authenticatorSelection: { userVerification: party.userVerification, ...selection },
    // an enumeration that it does not know is a client's none (section 5.4.7)
    attestation: conveyances.includes(attestation) ? attestation : 'none',
    ...(request.extensions === undefined ? {} : { extensions: request.extensions }),
  };
}

/** The options of an authentication. */
export function requestOptions(
  party: PartyName,
  request: OptionsRequest,
  challenge: Uint8Array,
  allow: readonly PartyCredential[],
): RequestOptionsJson {
  return {
    challenge: toBase64url(challenge),
    timeout: party.timeoutMs,
    rpId: party.rpId,
    allowCredentials: allow.map(descriptorOf),
    userVerification: request.userVerification ?? party.userVerification,
    ...(request.extensions === undefined ? {} : { extensions: request.extensions }),
  };
}

function descriptorOf({ id, transports }: PartyCredential): CredentialDescriptorJson {
  return { type: 'public-key', id: toBase64url(id), ...(transports.length === 0 ? {} : { transports }) };
}

function objectIn(place: string, value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(place, 'an object', value);
  return value as Readonly<Record<string, unknown>>;
}

function textIn(place: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrong(place, 'a text', value);
  return value;
}

function wrong(place: string, expectation: string, value: unknown): PartyRefusal {
  return new PartyRefusal(
    `${place}: expected ${expectation}, received ${(JSON.stringify(value) ?? typeof value).slice(0, 60)}`,
  );
}
