import { DecodeError } from '../errors/decode-error.ts';
import { decodeCbor } from './cbor/decode.ts';
import { encodeCbor } from './cbor/encode.ts';
import { memberPath } from './cbor/path.ts';
import type { CborMap, CborValue } from './cbor/value.ts';

/** An attestation object (WebAuthn section 6.5.4), its authenticator data still as bytes. */
export interface AttestationObject {
  fmt: string;
  /** A map, or an array as of the compound format. */
  attStmt: CborMap | CborValue[];
  authData: Uint8Array;
}

const ROOT = 'attestationObject';
const members: readonly string[] = ['fmt', 'attStmt', 'authData'];

/**
 * Reads an attestation object: a canonical map of exactly `fmt`, `attStmt` and `authData`. The statement is not looked
 * into; it is a map, or an array, which may be nested deeper. Throws `DecodeError`.
 */
export function decodeAttestationObject(bytes: Uint8Array): AttestationObject {
  const { map, isDeep } = read(bytes);
  if (!(map instanceof Map)) throw new DecodeError(ROOT, 'a map', 'something else', { offset: 0, kind: 'type' });
  const fmt = member(map, 'fmt');
  if (typeof fmt !== 'string') throw wrongType('fmt', 'text');
  const attStmt = member(map, 'attStmt');
  if (!isStatement(attStmt)) throw wrongType('attStmt', 'a map or an array');
  if (isDeep !== undefined && attStmt instanceof Map) throw isDeep;
  const authData = member(map, 'authData');
  if (!(authData instanceof Uint8Array)) throw wrongType('authData', 'a byte string');
  for (const key of map.keys()) {
    if (typeof key !== 'string' || !members.includes(key)) {
      throw new DecodeError(memberPath(ROOT, key), 'no further member', 'one', { kind: 'value' });
    }
  }
  return { fmt, attStmt, authData };
}

// the certificates of a part of a compound statement lie deeper than CTAP2 nests its messages; the rest is room to be judged
const ARRAY_DEPTH = 8;

function isStatement(value: CborValue): value is CborMap | CborValue[] {
  return value instanceof Map || Array.isArray(value);
}

function read(bytes: Uint8Array): { map: CborValue; isDeep?: DecodeError } {
  try {
    return { map: decodeCbor(bytes, { path: ROOT }) };
  } catch (error) {
    if (!(error instanceof DecodeError) || error.departure !== 'too-deep') throw error;
    return { map: decodeCbor(bytes, { path: ROOT, maxDepth: ARRAY_DEPTH }), isDeep: error };
  }
}

/** The canonical bytes of an attestation object. */
export function encodeAttestationObject(object: AttestationObject): Uint8Array {
  return encodeCbor(
    new Map<string, CborValue>([
      ['fmt', object.fmt],
      ['attStmt', object.attStmt],
      ['authData', object.authData],
    ]) as CborMap,
  );
}

function member(map: CborMap, name: string): CborValue {
  const value = map.get(name);
  if (value === undefined) throw new DecodeError(`${ROOT}.${name}`, 'a member', 'nothing', { kind: 'missing' });
  return value;
}

function wrongType(name: string, expected: string): DecodeError {
  return new DecodeError(`${ROOT}.${name}`, expected, 'something else', { kind: 'type' });
}
