import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/bytes/bytes.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborValue } from '../../../src/codec/cbor/value.ts';
import { ctapCommand, encodeRequest } from '../../../src/ctap2/commands.ts';
import { secretsOfRequest, secretsOfResponse } from '../../../src/ctap2/secret-members.ts';

const map = (...entries: [number | string, CborValue][]): CborValue => new Map(entries);
const bytes = (length: number, value = 1): Uint8Array => new Uint8Array(length).fill(value);
const request = (command: number, value: CborValue): Uint8Array => encodeRequest(command, encodeCbor(value));
const response = (value: CborValue): Uint8Array => concat(Uint8Array.of(0), encodeCbor(value));

const { makeCredential, getAssertion, clientPin, largeBlobs, credentialManagement, bioEnrollment } = ctapCommand;

describe('secretsOfRequest', () => {
  const paths = (command: number, value: CborValue): string[] =>
    secretsOfRequest(request(command, value)).map(({ path }) => path);

  it('finds what a PIN is encrypted and authenticated by', () => {
    const change = map(
      [1, 2],
      [2, 4],
      [3, map([1, 2], [-2, bytes(32)])],
      [4, bytes(32)],
      [5, bytes(80)],
      [6, bytes(32)],
    );
    expect(paths(clientPin, change)).toEqual([
      'authenticatorClientPIN.pinUvAuthParam',
      'authenticatorClientPIN.newPinEnc',
      'authenticatorClientPIN.pinHashEnc',
    ]);
  });

  it('says where they lie', () => {
    const message = request(clientPin, map([1, 2], [2, 5], [6, bytes(16, 0xaa)]));
    const [found] = secretsOfRequest(message);
    expect(message.slice(found!.at, found!.end)).toEqual(bytes(16, 0xaa));
  });

  it('finds names of people, salts and private data, and leaves the rest', () => {
    const make = map(
      [1, bytes(32)],
      [2, map(['id', 'example.org'], ['name', 'Example'])],
      [3, map(['id', bytes(8)], ['name', 'ada'], ['displayName', 'Ada L.'])],
      [
        6,
        map(
          ['credBlob', bytes(9)],
          ['credProtect', 2],
          ['hmac-secret-mc', map([1, map([-2, bytes(32)])], [2, bytes(32)], [3, bytes(16)])],
        ),
      ],
      [8, bytes(32)],
    );
    expect(paths(makeCredential, make)).toEqual([
      'authenticatorMakeCredential.user.name',
      'authenticatorMakeCredential.user.displayName',
      'authenticatorMakeCredential.extensions.credBlob',
      'authenticatorMakeCredential.extensions.hmac-secret-mc.2',
      'authenticatorMakeCredential.extensions.hmac-secret-mc.3',
      'authenticatorMakeCredential.pinUvAuthParam',
    ]);
    expect(paths(largeBlobs, map([2, bytes(40)], [3, 0]))).toEqual(['authenticatorLargeBlobs.set']);
    const rename = map([1, 1], [2, 5], [3, map([1, bytes(2)], [2, 'left thumb of Ada'])]);
    expect(paths(bioEnrollment, rename)).toEqual(['authenticatorBioEnrollment.subCommandParams.templateFriendlyName']);
    const update = map([1, 7], [2, map([3, map(['id', bytes(4)], ['name', 'ada'])])]);
    expect(paths(credentialManagement, update)).toEqual([
      'authenticatorCredentialManagement.subCommandParams.user.name',
    ]);
  });

  it('finds them under whatever type they are given', () => {
    expect(paths(clientPin, map([2, 5], [6, [map(['x', bytes(3)])]]))).toEqual([
      'authenticatorClientPIN.pinHashEnc.[].x',
    ]);
  });
});

describe('secretsOfResponse', () => {
  const paths = (command: number, value: CborValue): string[] =>
    secretsOfResponse(command, response(value)).map(({ path }) => path);

  it('finds tokens and keys', () => {
    expect(paths(clientPin, map([2, bytes(48)]))).toEqual(['authenticatorClientPIN.pinUvAuthToken']);
    expect(paths(largeBlobs, map([1, bytes(20)]))).toEqual(['authenticatorLargeBlobs.config']);
    expect(paths(getAssertion, map([2, bytes(37, 0)], [3, bytes(70)], [7, bytes(32)]))).toEqual([
      'authenticatorGetAssertion.largeBlobKey',
    ]);
  });

  it('finds outputs of extensions within authenticator data', () => {
    const outputs = encodeCbor(map(['credBlob', bytes(5, 3)], ['credProtect', 2], ['hmac-secret', bytes(32, 4)]));
    const plain = concat(bytes(32), Uint8Array.of(0x81), bytes(4), outputs);
    const key = encodeCbor(map([1, 2], [3, -7], [-1, 1], [-2, bytes(32)], [-3, bytes(32)]));
    const attested = concat(
      bytes(32),
      Uint8Array.of(0xc1),
      bytes(4),
      bytes(16),
      Uint8Array.of(0, 3),
      bytes(3),
      key,
      outputs,
    );
    for (const authData of [plain, attested]) {
      const answer = response(map([2, authData]));
      const found = secretsOfResponse(getAssertion, answer);
      expect(found.map(({ path }) => path)).toEqual([
        'authenticatorGetAssertion.authData.extensions.credBlob',
        'authenticatorGetAssertion.authData.extensions.hmac-secret',
      ]);
      expect(answer.slice(found[1]!.at, found[1]!.end)).toEqual(bytes(32, 4));
    }
  });
});
