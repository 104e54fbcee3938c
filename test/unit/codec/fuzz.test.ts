import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { decodeAttestationObject, encodeAttestationObject } from '../../../src/codec/attestation-object.ts';
import { decodeAuthenticatorData, encodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { decodeCbor, decodeCborFirst } from '../../../src/codec/cbor/decode.ts';
import { diagnostic } from '../../../src/codec/cbor/diagnostic.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { decodeTolerant } from '../../../src/codec/cbor/tolerant.ts';
import { decodeClientData, encodeClientData } from '../../../src/codec/client-data.ts';
import { decodeCoseKey, encodeCoseKey } from '../../../src/codec/cose-key.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { attestationObjects, authenticatorData, clientData, messages, publicKeys } from './documents.ts';
import type { Specimen } from './mangler.ts';
import { dice, mangle, opaque, randomBytes, specimen } from './mangler.ts';

/** What came of one input: the result or the DecodeError. Anything else that is thrown fails the test. */
function attempt<Result>(decode: () => Result): { value: Result } | { error: DecodeError } {
  try {
    return { value: decode() };
  } catch (error) {
    if (error instanceof DecodeError) return { error };
    throw error;
  }
}

interface Target {
  name: string;
  seed: number;
  documents: Specimen[];
  inputs: number;
  /** Decodes, checks what holds of any input, and says whether it was accepted. */
  check(bytes: Uint8Array): boolean;
}

/** Whether the error lies within the input. */
function isPlaced(error: DecodeError, bytes: Uint8Array): boolean {
  return error.offset === undefined || (error.offset >= 0 && error.offset <= bytes.length);
}

function hold(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what);
}

const targets: Target[] = [
  {
    name: 'canonical CBOR, strict beside tolerant',
    seed: 0xc0de,
    documents: [...messages, ...publicKeys, ...attestationObjects].map((bytes) => specimen(bytes)),
    inputs: 90_000,
    check: (bytes) => {
      const strict = attempt(() => decodeCbor(bytes));
      const tolerant = attempt(() => decodeTolerant(bytes));
      if ('value' in strict) {
        hold(toHex(encodeCbor(strict.value)) === toHex(bytes), 'strictly read bytes are canonical');
        hold('value' in tolerant && tolerant.value.departures.length === 0, 'both decoders accept');
        hold(diagnostic(strict.value).length > 0, 'a value has a notation');
        return true;
      }
      hold(isPlaced(strict.error, bytes), 'an error lies within the input');
      if ('error' in tolerant) return false;
      const first = tolerant.value.departures[0];
      hold(first?.kind === strict.error.departure, 'both decoders name the same departure first');
      hold(first?.offset === strict.error.offset && first?.path === strict.error.path, 'at the same place');
      return false;
    },
  },
  {
    name: 'the first canonical CBOR of more',
    seed: 0xf125,
    documents: messages.map((bytes) => specimen(bytes)),
    inputs: 30_000,
    check: (bytes) => {
      const read = attempt(() => decodeCborFirst(bytes, bytes.length % 5, { maxDepth: 2 + (bytes.length % 7) }));
      if ('error' in read) return false;
      const { value, end } = read.value;
      hold(toHex(encodeCbor(value)) === toHex(bytes.subarray(bytes.length % 5, end)), 'read bytes are canonical');
      return true;
    },
  },
  {
    name: 'COSE keys',
    seed: 0xc05e,
    documents: publicKeys.map((bytes) => specimen(bytes)),
    inputs: 30_000,
    check: (bytes) => {
      const read = attempt(() => decodeCoseKey(decodeCbor(bytes)));
      if ('error' in read) return false;
      hold(toHex(encodeCbor(encodeCoseKey(read.value))) === toHex(bytes), 'a key is written as it was read');
      return true;
    },
  },
  {
    name: 'authenticator data',
    seed: 0xada7a,
    documents: authenticatorData.map(opaque),
    inputs: 30_000,
    check: (bytes) => {
      const read = attempt(() => decodeAuthenticatorData(bytes));
      if ('error' in read) {
        hold(isPlaced(read.error, bytes), 'an error lies within the input');
        return false;
      }
      hold(toHex(encodeAuthenticatorData(read.value)) === toHex(bytes), 'data are written as they were read');
      return true;
    },
  },
  {
    name: 'attestation objects',
    seed: 0xa0b1,
    documents: attestationObjects.map((bytes) => specimen(bytes)),
    inputs: 30_000,
    check: (bytes) => {
      const read = attempt(() => decodeAttestationObject(bytes));
      if ('error' in read) {
        hold(isPlaced(read.error, bytes), 'an error lies within the input');
        return false;
      }
      hold(toHex(encodeAttestationObject(read.value)) === toHex(bytes), 'an object is written as it was read');
      return true;
    },
  },
  {
    name: 'client data',
    seed: 0xc1da,
    documents: clientData.map(opaque),
    inputs: 20_000,
    check: (bytes) => {
      const read = attempt(() => decodeClientData(bytes));
      if ('error' in read) return false;
      const again = decodeClientData(encodeClientData(read.value));
      hold(again.type === read.value.type && again.origin === read.value.origin, 'client data survive writing');
      return true;
    },
  },
];

describe('every decoder of the codec', () => {
  it.each(targets)('takes any bytes as a value or a DecodeError: $name', ({ seed, documents, inputs, check }) => {
    const roll = dice(seed);
    let accepted = 0;
    for (let index = 0; index < inputs; index += 1) {
      const bytes = index % 4 === 0 ? randomBytes(roll, roll(64)) : mangle(roll, documents);
      try {
        if (check(bytes)) accepted += 1;
      } catch (cause) {
        throw new Error(`input ${index} of seed ${seed}: ${toHex(bytes)}`, { cause });
      }
    }
    expect(accepted).toBeGreaterThan(inputs / 200);
    expect(accepted).toBeLessThan(inputs);
  });

  it('meets at least 200,000 inputs', () => {
    expect(targets.reduce((sum, target) => sum + target.inputs, 0)).toBeGreaterThanOrEqual(200_000);
  });
});
