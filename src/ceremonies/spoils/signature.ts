import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import { concat } from '../../bytes/bytes.ts';
import { authenticatorFlag } from '../../codec/authenticator-data.ts';
import { coseAlgorithm } from '../../codec/cose-key.ts';
import { fromBigInt, p256, toBigInt } from '../../crypto/curves.ts';
import { decodeEcdsaDer, type EcdsaPair, encodeEcdsaDer } from '../../crypto/der.ts';
import { sha256 } from '../../crypto/hash.ts';
import { generateSigningKey } from '../../crypto/signing-key.ts';
import type { AssertionHooks, HookTools } from '../hooks.ts';
import type { AssertionSpoil } from '../spoil.ts';
import { assertionStep, clause } from './shared-spoil.ts';

const { ES256, ES384, ES512, ESP256, ESP384, ESP512, ES256K, EdDSA, Ed25519, Ed448 } = coseAlgorithm;
const { RS256, RS384, RS512, PS256, PS384, PS512 } = coseAlgorithm;
const ecdsa = [ES256, ES384, ES512, ESP256, ESP384, ESP512, ES256K];
const ofP256 = [ES256, ESP256];
const ed25519 = [EdDSA, Ed25519];
const edDsa = [...ed25519, Ed448];
const rsa = [RS256, RS384, RS512, PS256, PS384, PS512];

type Level = AssertionSpoil['level'];

/** Assertions whose signature is spoiled, after the ideas of the Wycheproof vectors. */
export const signatureSpoils: readonly AssertionSpoil[] = [
  ...ofAnyAlgorithm(),
  ...ofWhatIsSigned(),
  ...ofEcdsaNumbers(),
  ...ofDer(),
  ...ofEdDsa(),
  ...ofRsa(),
];

function ofAnyAlgorithm(): AssertionSpoil[] {
  return [
    changed('empty', 'the signature is empty', () => new Uint8Array(0)),
    changed('one-byte', 'the signature is one zero byte', () => new Uint8Array(1)),
    changed('zeros', 'the signature is all zeros', (sound) => new Uint8Array(sound.length)),
    changed('ones', 'the signature is all 0xff', (sound) => new Uint8Array(sound.length).fill(0xff)),
    changed('last-bit', 'the last bit of the signature is flipped', (sound) => flipped(sound, sound.length - 1)),
    changed('middle-bit', 'a bit in the middle of the signature is flipped', (sound) =>
      flipped(sound, sound.length >> 1),
    ),
    changed('truncated', 'the signature lacks its last byte', (sound) => sound.slice(0, -1)),
    changed('half', 'the signature is its first half', (sound) => sound.slice(0, sound.length >> 1)),
    // The first of two is all that a reader of BER needs, as with a byte that follows.
    changed('twice', 'the signature is there twice', (sound) => concat(sound, sound), undefined, 'SHOULD'),
    changed('random', 'the signature is random bytes', (sound, { random }) => random.bytes(sound.length)),
    changed('reversed', 'the signature is in reverse order', (sound) => sound.slice().reverse()),
  ];
}

function ofWhatIsSigned(): AssertionSpoil[] {
  return [
    over('over-authenticator-data', 'the signature is over authenticatorData alone', (sound) => sound.slice(0, -32)),
    over('over-hash', 'the signature is over the hash of client data alone', (sound) => sound.slice(-32)),
    over('over-hash-first', 'the signature is over the hash and then authenticatorData', (sound) =>
      concat(sound.subarray(-32), sound.subarray(0, -32)),
    ),
    over('over-hash-of-both', 'the signature is over the hash of authenticatorData and hash', (sound) => sha256(sound)),
    over('over-nothing', 'the signature is over no bytes', () => new Uint8Array(0)),
    over('over-trailing-byte', 'the signature is over one byte more', (sound) => concat(sound, Uint8Array.of(0))),
    spoil('of-another-ceremony', 'the signature is over the hash of other client data', {
      clientDataHash: (_, { random }) => random.bytes(32),
    }),
    spoil('over-hash-of-hash', 'the signature is over the hash of the hash of client data', {
      clientDataHash: (sound) => sha256(sound),
    }),
    spoil('over-zero-hash', 'the signature is over zeros in place of the hash', {
      clientDataHash: () => new Uint8Array(32),
    }),
    afterwards('uv-set-afterwards', 'UV is changed after signing', 'authenticatorData', (sound) =>
      withByte(sound, 32, (sound[32] ?? 0) ^ authenticatorFlag.UV),
    ),
    afterwards('counter-grown-afterwards', 'the counter grows after signing', 'authenticatorData', (sound) =>
      withByte(sound, 34, (sound[34] ?? 0) ^ 0x01),
    ),
    afterwards('client-data-changed-afterwards', 'client data gets a space after signing', 'clientDataJSON', (sound) =>
      concat(sound, Uint8Array.of(0x20)),
    ),
    byAnother('by-another-key', 'the signature is one by another key of ES256', ES256, ofP256),
    byAnother('by-another-key-of-es384', 'the signature is one by another key of ES384', ES384, [ES384, ESP384]),
    byAnother('by-another-key-of-eddsa', 'the signature is one by another key of EdDSA', EdDSA, ed25519),
    byAnother('by-key-of-another-algorithm', 'the signature is one by a key of EdDSA', EdDSA, ecdsa),
  ];
}

function ofEcdsaNumbers(): AssertionSpoil[] {
  const zero = Uint8Array.of(0);
  const one = Uint8Array.of(1);
  const order = fromBigInt(p256.order, p256.length);
  const pair = (
    name: string,
    says: string,
    spoiled: (sound: EcdsaPair) => EcdsaPair,
    algorithms = ecdsa,
  ): AssertionSpoil => changed(name, says, (sound) => encodeEcdsaDer(spoiled(decodeEcdsaDer(sound))), algorithms);
  return [
    pair('r-zero', 'r is 0', ({ s }) => ({ r: zero, s })),
    pair('s-zero', 's is 0', ({ r }) => ({ r, s: zero })),
    pair('r-and-s-zero', 'r and s are 0', () => ({ r: zero, s: zero })),
    pair('r-and-s-one', 'r and s are 1', () => ({ r: one, s: one })),
    pair('r-zero-s-one', 'r is 0 and s is 1', () => ({ r: zero, s: one })),
    pair('swapped', 'r and s are exchanged', ({ r, s }) => ({ r: s, s: r })),
    pair('r-order', 'r is the order of the curve', ({ s }) => ({ r: order, s }), ofP256),
    pair('s-order', 's is the order of the curve', ({ r }) => ({ r, s: order }), ofP256),
    pair('r-plus-order', 'r has the order of the curve added', ({ r, s }) => ({ r: plusOrder(r), s }), ofP256),
    pair('s-plus-order', 's has the order of the curve added', ({ r, s }) => ({ r, s: plusOrder(s) }), ofP256),
    pair('r-longer', 'r has 32 bytes more, all zero, at its end', ({ r, s }) => ({
      r: concat(r, new Uint8Array(32)),
      s,
    })),
  ];
}

function ofDer(): AssertionSpoil[] {
  const der = (
    name: string,
    says: string,
    spoiled: (r: Uint8Array, s: Uint8Array) => Uint8Array,
    level: Level = 'MUST',
    algorithms = ecdsa,
  ): AssertionSpoil =>
    changed(
      `der.${name}`,
      says,
      (sound) => {
        const { r, s } = decodeEcdsaDer(sound);
        return spoiled(signed(r), signed(s));
      },
      algorithms,
      level,
    );
  return [
    changed(
      'raw',
      'the signature is r and s without DER',
      (sound) => {
        const { r, s } = decodeEcdsaDer(sound);
        return concat(padded(r), padded(s));
      },
      ofP256,
    ),
    der('empty-sequence', 'the signature is a SEQUENCE of nothing', () => element(0x30)),
    der('r-alone', 'the signature is a SEQUENCE of r alone', (r) => element(0x30, element(2, r))),
    der('set', 'the signature is a SET of r and s', (r, s) => element(0x31, element(2, r), element(2, s))),
    der('octet-strings', 'r and s are OCTET STRINGs', (r, s) => element(0x30, element(4, r), element(4, s))),
    der('empty-integer', 's is an INTEGER of no bytes', (r) => element(0x30, element(2, r), element(2))),
    der('within-octet-string', 'the signature is within an OCTET STRING', (r, s) => element(4, sequence(r, s))),
    der('within-bit-string', 'the signature is within a BIT STRING', (r, s) =>
      element(3, Uint8Array.of(0), sequence(r, s)),
    ),
    der('length-beyond-end', 'the SEQUENCE is one byte longer than it is', (r, s) => {
      const whole = sequence(r, s);
      return withByte(whole, whole[1]! < 0x80 ? 1 : 2, whole[whole[1]! < 0x80 ? 1 : 2]! + 1);
    }),
    // Readers of BER find the same two numbers in what follows.
    der('trailing-byte', 'a byte follows the SEQUENCE', (r, s) => concat(sequence(r, s), Uint8Array.of(0)), 'SHOULD'),
    der(
      'trailing-null',
      'a NULL follows s within the SEQUENCE',
      (r, s) => element(0x30, element(2, r), element(2, s), element(5)),
      'SHOULD',
    ),
    der(
      'third-number',
      'a third INTEGER follows s',
      (r, s) => element(0x30, element(2, r), element(2, s), element(2, s)),
      'SHOULD',
    ),
    der(
      'long-length',
      'the length of the SEQUENCE is in a longer form than it needs',
      (r, s) => {
        const content = concat(element(2, r), element(2, s));
        return concat(Uint8Array.of(0x30, 0x82, content.length >> 8, content.length & 0xff), content);
      },
      'SHOULD',
    ),
    der(
      'long-length-of-r',
      'the length of r is in a longer form than it needs',
      (r, s) => element(0x30, concat(Uint8Array.of(2, 0x81, r.length), r), element(2, s)),
      'SHOULD',
    ),
    der(
      'indefinite-length',
      'the SEQUENCE has an indefinite length',
      (r, s) => concat(Uint8Array.of(0x30, 0x80), element(2, r), element(2, s), Uint8Array.of(0, 0)),
      'SHOULD',
    ),
    der(
      'leading-zero-of-r',
      'r has a needless zero byte before it',
      (r, s) => sequence(concat(Uint8Array.of(0), r), s),
      'SHOULD',
    ),
    der(
      'leading-zero-of-s',
      's has a needless zero byte before it',
      (r, s) => sequence(r, concat(Uint8Array.of(0), s)),
      'SHOULD',
    ),
    der('negative-r', 'r is negative', (r, s) => sequence(negative(r), s), 'SHOULD'),
    der('negative-s', 's is negative', (r, s) => sequence(r, negative(s)), 'SHOULD'),
  ];
}

function ofEdDsa(): AssertionSpoil[] {
  return [
    changed(
      's-plus-order-of-ed25519',
      's has the order of Ed25519 added',
      (sound) => {
        const s = toBigInt(sound.slice(32).reverse()) + ed25519Order;
        return concat(sound.subarray(0, 32), fromBigInt(s, 32).reverse());
      },
      ed25519,
    ),
    changed(
      'halves-exchanged',
      'the halves of the signature are exchanged',
      (sound) => {
        const half = sound.length / 2;
        return concat(sound.subarray(half), sound.subarray(0, half));
      },
      edDsa,
    ),
    changed(
      'neutral-point',
      'R is the neutral point and s is 0',
      (sound) => withByte(new Uint8Array(sound.length), 0, 1),
      edDsa,
    ),
    changed('extended', 'the signature has a zero byte after it', (sound) => concat(sound, Uint8Array.of(0)), edDsa),
  ];
}

function ofRsa(): AssertionSpoil[] {
  return [
    changed(
      'number-one',
      'the signature is the number 1',
      (sound) => withByte(new Uint8Array(sound.length), sound.length - 1, 1),
      rsa,
    ),
    changed(
      'rsa-leading-zero',
      'the signature has a zero byte before it',
      (sound) => concat(Uint8Array.of(0), sound),
      rsa,
    ),
    changed(
      'rsa-trailing-zero',
      'the signature has a zero byte after it',
      (sound) => concat(sound, Uint8Array.of(0)),
      rsa,
    ),
  ];
}

const ed25519Order = (1n << 252n) + 27742317777372353535851937790883648493n;

function spoil(
  name: string,
  says: string,
  hooks: AssertionHooks,
  algorithms?: readonly number[],
  level: Level = 'MUST',
): AssertionSpoil {
  return {
    ceremony: 'assertion',
    id: `signature.${name}`,
    says,
    level,
    steps: [assertionStep('21'), clause('6.5.5')],
    ...(algorithms === undefined ? {} : { needs: { algorithms } }),
    hooks,
  };
}

function changed(
  name: string,
  says: string,
  spoiled: (sound: Uint8Array, tools: HookTools) => Uint8Array,
  algorithms?: readonly number[],
  level?: Level,
): AssertionSpoil {
  return spoil(name, says, { signature: spoiled }, algorithms, level);
}

function over(name: string, says: string, spoiled: (sound: Uint8Array) => Uint8Array): AssertionSpoil {
  return spoil(name, says, { signedBytes: (sound) => spoiled(sound) });
}

type Response = Readonly<Record<string, unknown>>;

function afterwards(
  name: string,
  says: string,
  member: 'authenticatorData' | 'clientDataJSON',
  spoiled: (sound: Uint8Array) => Uint8Array,
): AssertionSpoil {
  return spoil(name, says, {
    response: (sound) => {
      const response = sound['response'] as Response;
      return { ...sound, response: { ...response, [member]: toBase64url(spoiled(bytesAt(response, member))) } };
    },
  });
}

function byAnother(name: string, says: string, alg: number, algorithms: readonly number[]): AssertionSpoil {
  return spoil(
    name,
    says,
    {
      response: (sound, { random }) => {
        const response = sound['response'] as Response;
        const message = concat(bytesAt(response, 'authenticatorData'), sha256(bytesAt(response, 'clientDataJSON')));
        const signature = generateSigningKey(alg, { kind: 'seeded', random }).sign(message);
        return { ...sound, response: { ...response, signature: toBase64url(signature) } };
      },
    },
    algorithms,
  );
}

function bytesAt(response: Response, member: string): Uint8Array {
  return fromBase64url(String(response[member]));
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return withByte(bytes, at, (bytes[at] ?? 0) ^ 1);
}

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

function plusOrder(number: Uint8Array): Uint8Array {
  return fromBigInt(toBigInt(number) + p256.order, p256.length + 1);
}

function padded(number: Uint8Array): Uint8Array {
  return concat(new Uint8Array(p256.length - number.length), number);
}

/** The content of a DER INTEGER: a zero byte before a first bit that is set. */
function signed(number: Uint8Array): Uint8Array {
  return number[0]! >= 0x80 ? concat(Uint8Array.of(0), number) : number;
}

/** A negative INTEGER that ends in the same bytes. */
function negative(number: Uint8Array): Uint8Array {
  return number[0] === 0 ? number.subarray(1) : concat(Uint8Array.of(0xff), number);
}

function sequence(r: Uint8Array, s: Uint8Array): Uint8Array {
  return element(0x30, element(2, r), element(2, s));
}

function element(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  return concat(length < 0x80 ? Uint8Array.of(tag, length) : Uint8Array.of(tag, 0x81, length), content);
}
