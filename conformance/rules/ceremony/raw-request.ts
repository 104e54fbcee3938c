import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import type { Fields, Message, ValueOfFields } from '../../../src/ctap2/schema.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';

/** A command byte and its parameters as they are. */
export function rawRequest(command: number, parameters: Uint8Array): Uint8Array {
  const request = new Uint8Array(1 + parameters.length);
  request[0] = command;
  request.set(parameters, 1);
  return request;
}

/** The CBOR map of a sound message, to be spoiled by hand. */
export function mapOfMessage<F extends Fields>(message: Message<F>, value: ValueOfFields<F>): CborMap {
  return decodeCbor(encodeMessage(message, value)) as CborMap;
}

/** A command whose parameters are this map, canonical. */
export function requestOfMap(command: number, parameters: CborMap): Uint8Array {
  return rawRequest(command, encodeCbor(parameters));
}
