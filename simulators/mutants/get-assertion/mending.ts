import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { decodeTolerant } from '../../../src/codec/cbor/tolerant.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import type { Policy } from '../../fido2/policy.ts';
import type { Decisions } from '../mutant.ts';

/** The members of a request as they came; none where it is no map. */
export function membersOf(parameters: Uint8Array): CborMap {
  const { value } = decodeTolerant(parameters);
  return value instanceof Map ? value : new Map();
}

/** A reader of getAssertion requests that mends those which the sound one refuses, and reads them once more. */
export function mending(sound: Decisions, mend: (members: CborMap) => void): Policy['readGetAssertion'] {
  return (parameters) => {
    try {
      return sound.fido2.readGetAssertion(parameters);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const members = membersOf(parameters);
      mend(members);
      return sound.fido2.readGetAssertion(encodeCbor(members));
    }
  };
}
