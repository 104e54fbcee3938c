import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import type { Decisions } from '../mutant.ts';

/** The sound decisions, with makeCredential requests changed before they are read; `change` may throw `CtapError` instead. */
export function rereading(sound: Decisions, change: (request: CborMap) => void): Decisions {
  const readMakeCredential: Decisions['fido2']['readMakeCredential'] = (parameters) => {
    const request = mapIn(parameters);
    if (request === undefined) return sound.fido2.readMakeCredential(parameters);
    change(request);
    return sound.fido2.readMakeCredential(encodeCbor(request));
  };
  return { ...sound, fido2: { ...sound.fido2, readMakeCredential } };
}

/** The map that canonical bytes are, if they are one; what they are not is left to the sound reader. */
function mapIn(parameters: Uint8Array): CborMap | undefined {
  try {
    const value = decodeCbor(parameters);
    return value instanceof Map ? value : undefined;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
