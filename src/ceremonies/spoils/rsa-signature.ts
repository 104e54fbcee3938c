import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import { concat } from '../../bytes/bytes.ts';
import { fromHex } from '../../bytes/hex.ts';
import { coseAlgorithm } from '../../codec/cose-key.ts';
import { sha256 } from '../../crypto/hash.ts';
import { pkcs1Signature, rawRsa, saltlessPss } from '../../crypto/raw-rsa.ts';
import type { AssertionSpoil } from '../spoil.ts';
import { assertionStep, clause } from './shared-spoil.ts';

const { RS256, PS256 } = coseAlgorithm;

/** DigestInfo of SHA-256 up to the hash (RFC 8017 section 9.2), and one that lacks the NULL of its parameters. */
const digestInfo = fromHex('3031300d060960864801650304020105000420');
const digestInfoWithoutNull = fromHex('302f300b0609608648016503040201' + '0420');
const zero = Uint8Array.of(0);

/** Assertions by RSA keys whose signature is padded otherwise: only the holder of the key can make them, and a verifier that takes them takes forgeries too. */
export const rsaSignatureSpoils: readonly AssertionSpoil[] = [
  padded('short-padding', 'the padding has 8 bytes, the rest follows the hash', (hash, length) =>
    filled(concat(start(8), zero, digestInfo, hash), length),
  ),
  padded('garbage-after-hash', 'a byte of the padding follows the hash', (hash, length) =>
    concat(block(concat(digestInfo, hash), length - 1), Uint8Array.of(0x5a)),
  ),
  padded('no-padding', 'zeros are before the hash, as in textbook RSA', (hash, length) =>
    concat(new Uint8Array(length - hash.length), hash),
  ),
  padded('no-digest-info', 'the hash is padded without DigestInfo', (hash, length) => block(hash, length)),
  padded('block-type-two', 'the block has type 2', (hash, length) =>
    withByte(block(concat(digestInfo, hash), length), 1, 2),
  ),
  padded('block-type-zero', 'the block has type 0', (hash, length) =>
    withByte(block(concat(digestInfo, hash), length), 1, 0),
  ),
  padded('first-byte', 'the first byte of the block is 1', (hash, length) =>
    withByte(block(concat(digestInfo, hash), length), 0, 1),
  ),
  padded('padding-byte', 'a byte of the padding is 0xfe', (hash, length) =>
    withByte(block(concat(digestInfo, hash), length), 20, 0xfe),
  ),
  padded('no-separator', 'no zero byte is between padding and DigestInfo', (hash, length) => {
    const content = concat(digestInfo, hash);
    return concat(start(length - content.length - 2), content);
  }),
  padded('other-hash-named', 'DigestInfo names SHA-384', (hash, length) =>
    block(concat(withByte(digestInfo, 14, 2), hash), length),
  ),
  padded(
    'null-missing',
    'DigestInfo lacks the NULL of its parameters',
    (hash, length) => block(concat(digestInfoWithoutNull, hash), length),
    'SHOULD',
  ),
  signed('with-sha1', 'the signature is one with SHA-1', [RS256], (secret, data) =>
    pkcs1Signature(secret, 'sha1', data),
  ),
  signed('with-sha512', 'the signature is one with SHA-512', [RS256], (secret, data) =>
    pkcs1Signature(secret, 'sha512', data),
  ),
  signed('of-pss', 'the signature is one of RSASSA-PSS', [RS256], (secret, data) =>
    saltlessPss(secret, 'sha256', data),
  ),
  signed('of-pkcs1', 'the signature is one of RSASSA-PKCS1-v1_5', [PS256], (secret, data) =>
    pkcs1Signature(secret, 'sha256', data),
  ),
  signed('without-salt', 'the signature has no salt', [PS256], (secret, data) => saltlessPss(secret, 'sha256', data)),
  signed('pss-with-sha512', 'the signature is one with SHA-512', [PS256], (secret, data) =>
    saltlessPss(secret, 'sha512', data),
  ),
];

type Json = Readonly<Record<string, unknown>>;

function padded(
  name: string,
  says: string,
  spoiled: (hash: Uint8Array, length: number) => Uint8Array,
  level?: AssertionSpoil['level'],
): AssertionSpoil {
  return signed(name, says, [RS256], (secret, data, length) => rawRsa(secret, spoiled(sha256(data), length)), level);
}

function signed(
  name: string,
  says: string,
  algorithms: readonly number[],
  spoiled: (secret: Uint8Array, data: Uint8Array, length: number) => Uint8Array,
  level: AssertionSpoil['level'] = 'MUST',
): AssertionSpoil {
  return {
    ceremony: 'assertion',
    id: `signature.rsa.${name}`,
    says,
    level,
    steps: [assertionStep('21'), clause('6.5.5')],
    needs: { algorithms },
    hooks: {
      response: (sound, { key }) => {
        if (key === undefined)
          throw new RangeError(`signature.rsa.${name}: expected the key of the credential, received none`);
        const response = sound['response'] as Json;
        const [authData, clientData, signature] = ['authenticatorData', 'clientDataJSON', 'signature'].map((member) =>
          fromBase64url(String(response[member])),
        );
        const data = concat(authData!, sha256(clientData!));
        return {
          ...sound,
          response: { ...response, signature: toBase64url(spoiled(key.secret, data, signature!.length)) },
        };
      },
    },
  };
}

function start(padding: number): Uint8Array {
  return concat(Uint8Array.of(0, 1), new Uint8Array(padding).fill(0xff));
}

function block(content: Uint8Array, length: number): Uint8Array {
  return concat(start(length - content.length - 3), zero, content);
}

function filled(bytes: Uint8Array, length: number): Uint8Array {
  return concat(bytes, new Uint8Array(length - bytes.length).fill(0x5a));
}

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}
