import { encodeCbor } from '../src/codec/cbor/encode.ts';
import type { CborMap, CborValue } from '../src/codec/cbor/value.ts';

/** One document of the CBOR benchmark: the value, its canonical bytes, maps in canonical order. */
export interface CborCase {
  name: string;
  value: CborValue;
  bytes: Uint8Array;
}

function map(entries: [number | string, CborValue][]): CborMap {
  return new Map(entries);
}

function filled(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 151 + 17) & 0xff);
}

function algorithm(alg: number): CborMap {
  return map([
    ['alg', alg],
    ['type', 'public-key'],
  ]);
}

const getInfo = map([
  [1, ['U2F_V2', 'FIDO_2_0', 'FIDO_2_1_PRE', 'FIDO_2_1']],
  [2, ['credBlob', 'credProtect', 'hmac-secret', 'largeBlobKey', 'minPinLength']],
  [3, filled(16)],
  [
    4,
    map([
      ['rk', true],
      ['up', true],
      ['plat', false],
      ['credMgmt', true],
      ['clientPin', true],
      ['largeBlobs', true],
      ['pinUvAuthToken', true],
      ['setMinPINLength', true],
      ['makeCredUvNotRqd', true],
    ]),
  ],
  [5, 1200],
  [6, [2, 1]],
  [7, 8],
  [8, 128],
  [9, ['nfc', 'usb']],
  [10, [algorithm(-7), algorithm(-8)]],
  [11, 2048],
  [12, false],
  [13, 4],
  [14, 328_706],
  [15, 32],
  [16, 1],
  [20, 25],
]);

/** 338 bytes. */
const makeCredentialRequest = map([
  [1, filled(32)],
  [
    2,
    map([
      ['id', 'example.org'],
      ['name', 'Example Corporation'],
    ]),
  ],
  [
    3,
    map([
      ['id', filled(32)],
      ['name', 'alice@example.org'],
      ['displayName', 'Alice Exemplary II'],
    ]),
  ],
  [4, [algorithm(-7), algorithm(-8), algorithm(-257)]],
  [
    5,
    [
      map([
        ['id', filled(32)],
        ['type', 'public-key'],
      ]),
    ],
  ],
  [6, map([['hmac-secret', true]])],
  [7, map([['rk', true]])],
  [8, filled(16)],
  [9, 2],
]);

/** 780 bytes: packed attestation with one certificate. */
const makeCredentialResponse = map([
  [1, 'packed'],
  [2, filled(164)],
  [
    3,
    map([
      ['alg', -7],
      ['sig', filled(71)],
      ['x5c', [filled(512)]],
    ]),
  ],
]);

const assertion = map([
  [
    1,
    map([
      ['id', filled(32)],
      ['type', 'public-key'],
    ]),
  ],
  [2, filled(37)],
  [3, filled(71)],
  [4, map([['id', filled(32)]])],
]);

const coseKey = map([
  [1, 2],
  [3, -7],
  [-1, 1],
  [-2, filled(32)],
  [-3, filled(32)],
]);

/** The five documents that CBOR speed is judged by, as values and as canonical bytes. */
export function cborCases(): CborCase[] {
  return Object.entries({ getInfo, makeCredentialRequest, makeCredentialResponse, assertion, coseKey }).map(
    ([name, value]) => ({ name, value, bytes: encodeCbor(value) }),
  );
}
