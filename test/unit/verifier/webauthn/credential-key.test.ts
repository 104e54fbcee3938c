import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import { coseAlgorithm, encodeCoseKey } from '../../../../src/codec/cose-key.ts';
import { generateSigningKey } from '../../../../src/crypto/signing-key.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { keepCredentialKey } from '../../../../src/verifier/webauthn/credential-key.ts';

const random = seededRandom(61);
const made = (alg: number): ReturnType<typeof generateSigningKey> =>
  generateSigningKey(alg, { kind: 'seeded', random });

describe('keepCredentialKey', () => {
  it('parses the same bytes once, wherever they lie', () => {
    const { publicKeyBytes } = made(coseAlgorithm.ES256);
    const key = keepCredentialKey(publicKeyBytes);
    const within = new Uint8Array(publicKeyBytes.length + 7);
    within.set(publicKeyBytes, 7);
    expect(keepCredentialKey(within.subarray(7))).toBe(key);
    expect(keepCredentialKey(Uint8Array.from(publicKeyBytes))).toBe(key);
    expect(keepCredentialKey(made(coseAlgorithm.ES256).publicKeyBytes)).not.toBe(key);
  });

  it.each(['ES256', 'EdDSA', 'PS256', 'ML-DSA-44'] as const)(
    'gives the key of the content, whatever becomes of the memory, for %s',
    (name) => {
      const [first, second] = [made(coseAlgorithm[name]), made(coseAlgorithm[name])];
      const bytes = Uint8Array.from(first.publicKeyBytes);
      const key = keepCredentialKey(bytes);
      bytes.fill(0);
      expect(() => keepCredentialKey(bytes)).toThrow(DecodeError);
      expect(key.verify(utf8('data'), first.sign(utf8('data')))).toBe(true);
      const again = keepCredentialKey(first.publicKeyBytes);
      expect(again).toBe(key);
      expect(keepCredentialKey(second.publicKeyBytes).verify(utf8('data'), second.sign(utf8('data')))).toBe(true);
    },
  );

  it('refuses bad bytes every time', () => {
    const sound = made(coseAlgorithm.ES256).publicKeyBytes;
    const spoiled = [Uint8Array.of(0xa0), new Uint8Array(), sound.subarray(1), Uint8Array.of(...sound, 0)];
    const off = encodeCbor(
      encodeCoseKey({ kty: 2, alg: -7, crv: 1, x: new Uint8Array(32).fill(1), y: new Uint8Array(32).fill(1) }),
    );
    for (const bytes of [...spoiled, off, ...spoiled, off]) expect(() => keepCredentialKey(bytes)).toThrow(DecodeError);
  });

  it('keeps some thousands of keys and lets the oldest go', () => {
    const rsa = (at: number): Uint8Array => {
      const n = new Uint8Array(128).fill(0xff);
      n[1] = at >> 8;
      n[2] = at & 0xff;
      return encodeCbor(encodeCoseKey({ kty: 3, alg: -257, n, e: Uint8Array.of(3) }));
    };
    const first = keepCredentialKey(rsa(0));
    for (let at = 1; at < 2000; at += 1) keepCredentialKey(rsa(at));
    expect(keepCredentialKey(rsa(0))).toBe(first);
    for (let at = 2000; at < 4100; at += 1) keepCredentialKey(rsa(at));
    expect(keepCredentialKey(rsa(0))).not.toBe(first);
  });
});
