import { concat, readUint16, readUint32, uint16, uint32 } from '../bytes/bytes.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { decodeCborFirst } from './cbor/decode.ts';
import { encodeCbor } from './cbor/encode.ts';
import type { CborMap } from './cbor/value.ts';
import type { CoseKey } from './cose-key.ts';
import { decodeCoseKey, encodeCoseKey } from './cose-key.ts';

/** The bits of the flags byte (WebAuthn section 6.1). */
export const authenticatorFlag = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40, ED: 0x80 } as const;

/** The new credential within authenticator data (WebAuthn section 6.5.1). */
export interface AttestedCredentialData {
  /** 16 bytes. */
  aaguid: Uint8Array;
  credentialId: Uint8Array;
  credentialPublicKey: CoseKey;
  /** The key as it was written. */
  credentialPublicKeyBytes: Uint8Array;
}

/** Authenticator data (WebAuthn section 6.1). The booleans say what the bits of `flags` say. */
export interface AuthenticatorData {
  /** 32 bytes. */
  rpIdHash: Uint8Array;
  /** The whole byte, reserved bits included. */
  flags: number;
  up: boolean;
  uv: boolean;
  be: boolean;
  bs: boolean;
  at: boolean;
  ed: boolean;
  /** 32 bits. */
  signCount: number;
  attestedCredentialData?: AttestedCredentialData;
  extensions?: CborMap;
}

/**
 * What authenticator data is made of. AT and ED follow from the members that are present and absent booleans are false,
 * unless `flags` says the whole byte, which is then written as it is. Of key and key bytes, the bytes are written.
 */
export interface AuthenticatorDataParts {
  rpIdHash: Uint8Array;
  flags?: number;
  up?: boolean;
  uv?: boolean;
  be?: boolean;
  bs?: boolean;
  signCount: number;
  attestedCredentialData?: {
    aaguid: Uint8Array;
    credentialId: Uint8Array;
    credentialPublicKey?: CoseKey;
    credentialPublicKeyBytes?: Uint8Array;
  };
  extensions?: CborMap;
}

const ROOT = 'authenticatorData';
const ATTESTED = `${ROOT}.attestedCredentialData`;
const FIXED_LENGTH = 37;

/**
 * Reads authenticator data: 37 bytes, then what AT and ED announce and nothing else. Byte values are subarrays of the
 * input. Throws `DecodeError` with the offset where bytes are missing, left over or not what they should be.
 */
export function decodeAuthenticatorData(bytes: Uint8Array): AuthenticatorData {
  if (bytes.length < FIXED_LENGTH) throw truncated(ROOT, `at least ${FIXED_LENGTH} bytes`, bytes, 0);
  const flags = bytes[32]!;
  const data: AuthenticatorData = {
    rpIdHash: bytes.subarray(0, 32),
    flags,
    up: (flags & authenticatorFlag.UP) !== 0,
    uv: (flags & authenticatorFlag.UV) !== 0,
    be: (flags & authenticatorFlag.BE) !== 0,
    bs: (flags & authenticatorFlag.BS) !== 0,
    at: (flags & authenticatorFlag.AT) !== 0,
    ed: (flags & authenticatorFlag.ED) !== 0,
    signCount: readUint32(bytes, 33),
  };
  let at = FIXED_LENGTH;
  if (data.at) {
    const { credential, end } = readAttestedCredentialData(bytes, at);
    data.attestedCredentialData = credential;
    at = end;
  }
  if (data.ed) {
    const { value, end } = decodeCborFirst(bytes, at, { path: `${ROOT}.extensions` });
    if (!(value instanceof Map)) {
      throw new DecodeError(`${ROOT}.extensions`, 'a map', 'something else', { offset: at, kind: 'type' });
    }
    data.extensions = value;
    at = end;
  }
  if (at < bytes.length) {
    const announced = `nothing after byte ${at} (AT ${bit(data.at)}, ED ${bit(data.ed)})`;
    throw new DecodeError(ROOT, announced, `${bytes.length - at} bytes more`, {
      offset: at,
      departure: 'trailing-bytes',
      kind: 'length',
    });
  }
  return data;
}

function readAttestedCredentialData(
  bytes: Uint8Array,
  start: number,
): { credential: AttestedCredentialData; end: number } {
  const idAt = start + 18;
  if (bytes.length < idAt) throw truncated(ATTESTED, 'an AAGUID and a length of 18 bytes (AT is set)', bytes, start);
  const keyAt = idAt + readUint16(bytes, start + 16);
  if (bytes.length < keyAt) {
    throw truncated(`${ATTESTED}.credentialId`, `a credential id of ${keyAt - idAt} bytes`, bytes, idAt);
  }
  const path = `${ATTESTED}.credentialPublicKey`;
  const { value, end } = decodeCborFirst(bytes, keyAt, { path });
  const credential = {
    aaguid: bytes.subarray(start, start + 16),
    credentialId: bytes.subarray(idAt, keyAt),
    credentialPublicKey: decodeCoseKey(value, path),
    credentialPublicKeyBytes: bytes.subarray(keyAt, end),
  };
  return { credential, end };
}

/** The bytes of authenticator data. Throws `RangeError` where a part cannot be written: a hash, an AAGUID or a counter of the wrong size. */
export function encodeAuthenticatorData(parts: AuthenticatorDataParts): Uint8Array {
  const { rpIdHash, signCount, attestedCredentialData, extensions } = parts;
  checkLength('rpIdHash', rpIdHash, 32);
  if (!(Number.isInteger(signCount) && signCount >= 0 && signCount <= 0xffff_ffff)) {
    throw new RangeError(`encodeAuthenticatorData.signCount: expected an integer of 32 bits, received ${signCount}`);
  }
  return concat(
    rpIdHash,
    Uint8Array.of(parts.flags ?? composeFlags(parts)),
    uint32(signCount),
    attestedCredentialData === undefined ? new Uint8Array(0) : encodeAttestedCredentialData(attestedCredentialData),
    extensions === undefined ? new Uint8Array(0) : encodeCbor(extensions),
  );
}

/** The bytes of attested credential data: AAGUID, length, credential id, public key. */
export function encodeAttestedCredentialData(
  parts: NonNullable<AuthenticatorDataParts['attestedCredentialData']>,
): Uint8Array {
  const { aaguid, credentialId, credentialPublicKey, credentialPublicKeyBytes } = parts;
  checkLength('aaguid', aaguid, 16);
  if (credentialId.length > 0xffff) {
    throw new RangeError(
      `encodeAuthenticatorData.credentialId: expected at most 65535 bytes, received ${credentialId.length} bytes`,
    );
  }
  return concat(
    aaguid,
    uint16(credentialId.length),
    credentialId,
    credentialPublicKeyBytes ??
      (credentialPublicKey === undefined ? new Uint8Array(0) : encodeCbor(encodeCoseKey(credentialPublicKey))),
  );
}

function composeFlags(parts: AuthenticatorDataParts): number {
  return (
    (parts.up === true ? authenticatorFlag.UP : 0) |
    (parts.uv === true ? authenticatorFlag.UV : 0) |
    (parts.be === true ? authenticatorFlag.BE : 0) |
    (parts.bs === true ? authenticatorFlag.BS : 0) |
    (parts.attestedCredentialData === undefined ? 0 : authenticatorFlag.AT) |
    (parts.extensions === undefined ? 0 : authenticatorFlag.ED)
  );
}

function checkLength(name: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    throw new RangeError(`encodeAuthenticatorData.${name}: expected ${length} bytes, received ${bytes.length} bytes`);
  }
}

function truncated(path: string, expected: string, bytes: Uint8Array, offset: number): DecodeError {
  return new DecodeError(path, expected, `${bytes.length - offset} bytes`, {
    offset,
    departure: 'truncated',
    kind: 'length',
  });
}

function bit(isSet: boolean): string {
  return isSet ? 'set' : 'clear';
}
