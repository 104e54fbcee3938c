import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import type { CoseKey } from '../../../src/codec/cose-key.ts';
import { KeyAgreementKey } from '../../../src/crypto/key-agreement.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';

describe('KeyAgreementKey', () => {
  const key = KeyAgreementKey.generate(seededRandom(1));
  const peer = KeyAgreementKey.generate(seededRandom(2)).publicKey;

  it('agrees on the same 32 bytes at both ends, those of noble', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (left, right) => {
        const ours = seededRandom(`ours ${left}`).bytes(32);
        const a = new KeyAgreementKey(ours);
        const b = KeyAgreementKey.generate(seededRandom(`theirs ${right}`));
        const z = a.agree(b.publicKey);
        expect(z).toEqual(b.agree(a.publicKey));
        const point = Uint8Array.of(4, ...b.publicKey.x, ...b.publicKey.y);
        expect(toHex(z)).toBe(toHex(p256.getSharedSecret(ours, point).subarray(1, 33)));
      }),
      { numRuns: 40 },
    );
  });

  it('has the COSE_Key that the protocol asks for', () => {
    expect(key.publicKey).toMatchObject({ kty: 2, alg: -25, crv: 1 });
    expect(key.publicKey.x).toHaveLength(32);
    expect(key.publicKey.y).toHaveLength(32);
  });

  const bent = Uint8Array.from(peer.y);
  bent[31] = bent[31]! ^ 1;
  const wrong: [string, CoseKey][] = [
    ['a point off the curve', { ...peer, y: bent }],
    ['the point (0, 0)', { ...peer, x: new Uint8Array(32), y: new Uint8Array(32) }],
    ['coordinates beyond the field', { ...peer, x: new Uint8Array(32).fill(0xff), y: new Uint8Array(32).fill(0xff) }],
    ['a short coordinate', { ...peer, x: peer.x.subarray(1) }],
    ['another curve', { ...peer, crv: 2 }],
    ['another algorithm', { ...peer, alg: -7 }],
    ['another key type', { kty: 1, alg: -25, crv: 6, x: peer.x }],
  ];
  it.each(wrong)('refuses %s with a RangeError', (_words, spoiled) => {
    expect(() => key.agree(spoiled)).toThrow(RangeError);
  });

  it.each([
    ['zero', '00'.repeat(32)],
    ['the order of the curve', 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'],
    ['31 bytes', '01'.repeat(31)],
  ])('refuses %s as a scalar', (_words, hex) => {
    expect(() => new KeyAgreementKey(fromHex(hex))).toThrow(RangeError);
  });
});
