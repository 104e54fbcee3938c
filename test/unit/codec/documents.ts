import { readFileSync } from 'node:fs';
import { fromHex } from '../../../src/bytes/hex.ts';
import { decodeAttestationObject } from '../../../src/codec/attestation-object.ts';
import { decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';

interface Vector {
  registration: { attestationObject: string; clientDataJSON: string };
  authentication: { authenticatorData: string; clientDataJSON: string };
}

const url = new URL('../../../fixtures/vectors/webauthn-l3.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(url, 'utf8')) as { vectors: Vector[] };

/** Attestation objects of the WebAuthn Level 3 test vectors. */
export const attestationObjects: Uint8Array[] = vectors.map(({ registration }) =>
  fromHex(registration.attestationObject),
);

/** Authenticator data of registrations and assertions of the vectors, and one with extensions. */
export const authenticatorData: Uint8Array[] = [
  ...attestationObjects.map((bytes) => decodeAttestationObject(bytes).authData),
  ...vectors.map(({ authentication }) => fromHex(authentication.authenticatorData)),
  Uint8Array.of(...new Uint8Array(32), 0x81, 0, 0, 0, 9, ...encodeCbor(new Map([['credProtect', 2]]))),
];

/** Public keys of the vectors. */
export const publicKeys: Uint8Array[] = attestationObjects.map(
  (bytes) =>
    decodeAuthenticatorData(decodeAttestationObject(bytes).authData).attestedCredentialData!.credentialPublicKeyBytes,
);

/** Client data of the vectors. */
export const clientData: Uint8Array[] = vectors.flatMap(({ registration, authentication }) => [
  fromHex(registration.clientDataJSON),
  fromHex(authentication.clientDataJSON),
]);

function map(entries: [number | string, CborValue][]): CborMap {
  return new Map(entries);
}

const credential = map([
  ['id', new Uint8Array(32).fill(5)],
  ['type', 'public-key'],
]);

/** Messages as CTAP sends them: a request with most members, an answer of getInfo, small ones, odd but canonical ones. */
export const messages: Uint8Array[] = [
  map([
    [1, new Uint8Array(32)],
    [
      2,
      map([
        ['id', 'example.org'],
        ['name', 'Exämple'],
      ]),
    ],
    [
      3,
      map([
        ['id', new Uint8Array(16)],
        ['name', 'alice'],
        ['displayName', 'Alice'],
      ]),
    ],
    [
      4,
      [
        map([
          ['alg', -7],
          ['type', 'public-key'],
        ]),
        map([
          ['alg', -257],
          ['type', 'public-key'],
        ]),
      ],
    ],
    [5, [credential, credential]],
    [
      6,
      map([
        ['credProtect', 2],
        ['hmac-secret', true],
      ]),
    ],
    [
      7,
      map([
        ['rk', true],
        ['uv', false],
      ]),
    ],
    [8, new Uint8Array(16)],
    [9, 2],
  ]),
  map([
    [1, ['FIDO_2_0', 'FIDO_2_1']],
    [3, new Uint8Array(16)],
    [
      4,
      map([
        ['rk', true],
        ['up', true],
        ['plat', false],
        ['clientPin', true],
      ]),
    ],
    [5, 1200],
    [6, [2, 1]],
    [
      0x0a,
      [
        map([
          ['alg', -7],
          ['type', 'public-key'],
        ]),
      ],
    ],
    [0x14, 4_294_967_296],
  ]),
  map([
    [1, 2],
    [2, 9],
  ]),
  [[[[1n << 63n, -(1n << 63n), null]]], true],
  'ünïcödé',
].map((value) => encodeCbor(value));
