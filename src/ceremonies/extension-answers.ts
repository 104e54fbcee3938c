import { fromBase64url, toBase64url } from '../bytes/base64url.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import type { CborMap } from '../codec/cbor/value.ts';
import { sha256 } from '../crypto/hash.ts';
import { hmacSha256 } from '../crypto/hmac.ts';
import { credProtectLevel } from '../ctap2/extensions.ts';
import type { Random } from '../env/env.ts';
import type { MadeCredential } from './made-credential.ts';

/** What authenticator and client answer to the extensions that were asked for. */
export interface ExtensionAnswers {
  readonly authenticator: CborMap;
  /** In JSON, bytes as base64url. */
  readonly client: Readonly<Record<string, unknown>>;
}

type Inputs = Readonly<Record<string, unknown>>;

const MIN_PIN_LENGTH = 4;
const LARGE_BLOB = utf8('a large blob');
/** An IV of PIN/UV auth protocol two before the encrypted outputs. */
const IV_LENGTH = 16;

/** The sound answers of a registration (WebAuthn Level 3 section 10.1, CTAP 2.3 section 12); what is not known is not answered. */
export function registrationAnswers(inputs: Inputs = {}): ExtensionAnswers {
  const authenticator: CborMap = new Map();
  const client: Record<string, unknown> = {};
  const level = credProtectLevel[inputs['credentialProtectionPolicy'] as keyof typeof credProtectLevel];
  if (level !== undefined) authenticator.set('credProtect', level);
  if (inputs['hmacCreateSecret'] === true) client['hmacCreateSecret'] = true;
  if (isObject(inputs['prf'])) client['prf'] = { enabled: true };
  if (inputs['hmacCreateSecret'] === true || isObject(inputs['prf'])) authenticator.set('hmac-secret', true);
  if (credBlobOf(inputs) !== undefined) {
    authenticator.set('credBlob', true);
    client['credBlob'] = true;
  }
  if (inputs['minPinLength'] === true) authenticator.set('minPinLength', MIN_PIN_LENGTH);
  if (inputs['credProps'] === true) client['credProps'] = { rk: true };
  if (isObject(inputs['largeBlob'])) client['largeBlob'] = { supported: true };
  return { authenticator, client };
}

/** The blob that a registration asks to keep: bytes, or base64url; at most 32 bytes. */
export function credBlobOf(inputs: Inputs = {}): Uint8Array | undefined {
  const blob = inputs['credBlob'];
  if (blob instanceof Uint8Array) return blob;
  return typeof blob === 'string' ? fromBase64url(blob) : undefined;
}

/** The sound answers of an assertion; encrypted outputs are drawn, as an agreement that nobody sees would make them. */
export function assertionAnswers(
  inputs: Inputs | undefined,
  credential: MadeCredential,
  random: Random,
): ExtensionAnswers {
  const authenticator: CborMap = new Map();
  const client: Record<string, unknown> = {};
  const asked = inputs ?? {};
  const salts = saltsOf(asked, credential);
  if (salts !== undefined) {
    authenticator.set('hmac-secret', random.bytes(IV_LENGTH + 32 * salts.length));
    const [first, second] = salts.map((salt) => toBase64url(hmacSha256(secretOf(credential), salt)));
    if (isObject(asked['prf'])) client['prf'] = { results: { first, ...(second === undefined ? {} : { second }) } };
    else client['hmacGetSecret'] = { output1: first, ...(second === undefined ? {} : { output2: second }) };
  }
  if (asked['getCredBlob'] === true) {
    const blob = credential.credBlob ?? new Uint8Array(0);
    authenticator.set('credBlob', blob);
    client['getCredBlob'] = toBase64url(blob);
  }
  const largeBlob = asked['largeBlob'];
  if (isObject(largeBlob)) {
    client['largeBlob'] = largeBlob['read'] === true ? { blob: toBase64url(LARGE_BLOB) } : { written: true };
  }
  if (typeof asked['appid'] === 'string') client['appid'] = false;
  return { authenticator, client };
}

function saltsOf(inputs: Inputs, credential: MadeCredential): Uint8Array[] | undefined {
  const { prf, hmacGetSecret } = inputs;
  if (isObject(prf)) {
    const byCredential = isObject(prf['evalByCredential'])
      ? prf['evalByCredential'][toBase64url(credential.id)]
      : undefined;
    const values = byCredential ?? prf['eval'];
    if (!isObject(values)) return undefined;
    const salts = bytesOf(values['first'], values['second']);
    return salts.map((salt) => sha256(concat(utf8('WebAuthn PRF'), Uint8Array.of(0), salt)));
  }
  return isObject(hmacGetSecret) ? bytesOf(hmacGetSecret['salt1'], hmacGetSecret['salt2']) : undefined;
}

function bytesOf(...values: unknown[]): Uint8Array[] {
  return values.flatMap((value) => {
    if (value instanceof Uint8Array) return [value];
    return typeof value === 'string' ? [fromBase64url(value)] : [];
  });
}

function secretOf(credential: MadeCredential): Uint8Array {
  return sha256(concat(utf8('hmac-secret'), credential.key.secret));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}
