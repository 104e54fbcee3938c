import { DecodeError } from '../errors/decode-error.ts';
import { decodeCbor } from './cbor/decode.ts';
import { encodeCbor } from './cbor/encode.ts';
import { memberPath } from './cbor/path.ts';
import type { CborMap, CborValue } from './cbor/value.ts';

/** An attestation object (WebAuthn section 6.5.4), its authenticator data still as bytes. */
export interface AttestationObject {
  fmt: string;
  attStmt: CborMap;
  authData: Uint8Array;
}

const ROOT = 'attestationObject';
const members: readonly string[] = ['fmt', 'attStmt', 'authData'];

/**
 * Reads an attestation object: a canonical map of exactly `fmt`, `attStmt` and `authData`. The statement is not looked
 * into; one that is an array (the compound format) is refused. Throws `DecodeError`.
 */
export function decodeAttestationObject(bytes: Uint8Array): AttestationObject {
  const map = decodeCbor(bytes, { path: ROOT });
  if (!(map instanceof Map)) throw new DecodeError(ROOT, 'a map', 'something else', { offset: 0, kind: 'type' });
  const fmt = member(map, 'fmt');
  if (typeof fmt !== 'string') throw wrongType('fmt', 'text');
  const attStmt = member(map, 'attStmt');
  if (!(attStmt instanceof Map)) throw wrongType('attStmt', 'a map');
  const authData = member(map, 'authData');
  if (!(authData instanceof Uint8Array)) throw wrongType('authData', 'a byte string');
  for (const key of map.keys()) {
    if (typeof key !== 'string' || !members.includes(key)) {
      throw new DecodeError(memberPath(ROOT, key), 'no further member', 'one', { kind: 'value' });
    }
  }
  return { fmt, attStmt, authData };
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
