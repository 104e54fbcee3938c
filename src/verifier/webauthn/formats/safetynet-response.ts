import { fromBase64 } from '../../../bytes/base64.ts';
import { fromBase64url } from '../../../bytes/base64url.ts';
import { fromUtf8, utf8 } from '../../../bytes/bytes.ts';
import { DecodeError } from '../../../errors/decode-error.ts';

/** A SafetyNet response: a JWS in compact serialization (RFC 7515), as far as it is judged. */
export interface SafetyNetResponse {
  readonly alg: string;
  readonly x5c: readonly Uint8Array[];
  readonly nonce: string;
  readonly timestampMs: number;
  readonly ctsProfileMatch: boolean;
  /** What is signed: header and payload as they were sent. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** The longest response that is looked at, in bytes; real ones have about 8,000. */
const LONGEST_RESPONSE = 65_536;

/** Reads a SafetyNet response. Throws `DecodeError`. */
export function readSafetyNetResponse(bytes: Uint8Array, path = 'response'): SafetyNetResponse {
  if (bytes.length > LONGEST_RESPONSE) {
    throw new DecodeError(path, `at most ${LONGEST_RESPONSE} bytes`, `${bytes.length} bytes`);
  }
  const parts = (fromUtf8(bytes) ?? '').split('.');
  const [head, body, signature] = parts;
  if (parts.length !== 3 || head === undefined || body === undefined || signature === undefined) {
    throw new DecodeError(path, 'three parts between dots', `${parts.length}`);
  }
  const header = readObject(head, `${path}.header`);
  const payload = readObject(body, `${path}.payload`);
  const { alg, x5c } = header;
  if (typeof alg !== 'string') throw new DecodeError(`${path}.alg`, 'a text', typeof alg);
  if (!Array.isArray(x5c) || x5c.length === 0)
    throw new DecodeError(`${path}.x5c`, 'an array of certificates', 'another');
  const { nonce, timestampMs, ctsProfileMatch } = payload;
  if (typeof nonce !== 'string') throw new DecodeError(`${path}.nonce`, 'a text', typeof nonce);
  if (typeof timestampMs !== 'number') throw new DecodeError(`${path}.timestampMs`, 'a number', typeof timestampMs);
  return {
    alg,
    x5c: x5c.map((text: unknown, index) => decoded(text, `${path}.x5c[${index}]`, fromBase64)),
    nonce,
    timestampMs,
    ctsProfileMatch: ctsProfileMatch === true,
    signed: utf8(`${head}.${body}`),
    signature: decoded(signature, `${path}.signature`, fromBase64url),
  };
}

function readObject(part: string, path: string): Record<string, unknown> {
  const text = fromUtf8(decoded(part, path, fromBase64url));
  const value = text === undefined ? undefined : parsed(text);
  if (typeof value !== 'object' || value === null) throw new DecodeError(path, 'an object in JSON', 'another');
  return value as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function decoded(text: unknown, path: string, decode: (text: string) => Uint8Array): Uint8Array {
  try {
    if (typeof text !== 'string') throw new RangeError('expected a text');
    return decode(text);
  } catch (error) {
    if (error instanceof RangeError || error instanceof DecodeError) {
      throw new DecodeError(path, 'base64', 'another', { cause: error });
    }
    throw error;
  }
}
