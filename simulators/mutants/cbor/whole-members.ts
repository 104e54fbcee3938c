import { decodeCborFirst } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborKey, CborMap } from '../../../src/codec/cbor/value.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';

/** The members of a map that have come whole, as a map of their own; bytes that end in no member are left as they are. */
export function wholeMembers(parameters: Uint8Array): Uint8Array {
  const first = parameters[0];
  if (first === undefined || first >> 5 !== 5) return parameters;
  const members: CborMap = new Map();
  try {
    let at = 1;
    for (let left = first & 0x1f; left > 0; left -= 1) {
      const key = decodeCborFirst(parameters, at);
      const value = decodeCborFirst(parameters, key.end);
      members.set(key.value as CborKey, value.value);
      at = value.end;
    }
    return parameters;
  } catch (error) {
    if (error instanceof DecodeError && error.departure === 'truncated') return encodeCbor(members);
    if (error instanceof DecodeError) return parameters;
    throw error;
  }
}
