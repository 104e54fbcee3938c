import { describe, expect, it } from 'vitest';
import { utf8 } from '../../src/bytes/bytes.ts';
import { toHex } from '../../src/bytes/hex.ts';
import type { AkpKey } from '../../src/codec/cose-key.ts';
import { signingKeyFromSecret } from '../../src/crypto/signing-key.ts';
import { verifyKeyFromCose } from '../../src/crypto/verify-key.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';

/**
 * Test 1 of testvectors_v1/mldsa_{44,65,87}_sign_seed_test.json of C2SP/wycheproof (Apache-2.0): a seed of 32 times 0x2a, the
 * message "Hello world", no context, deterministic signing. The first and last bytes of public key and signature; a
 * signature begins with a hash over all that went before.
 */
const answers = [
  {
    alg: -48,
    key: ['db9ac67708f2ba0fac1f92bd802f9be89ecab966feef59872a1a9ac90b111117', 'dd7023e327085f4c9dda41839b7b3357ab9d'],
    signature: [
      '1aa69cb5ed35204534f25f40a17eb0d767f8981f5e7cec46d3bf3252bfc78e09d02ef0c82da6dde973611c849472890106158cb15ffa6ca891615e888efa0d2d',
      '595badbcbfc8fa000000000000000000000000000000000000121f323e',
    ],
  },
  {
    alg: -49,
    key: ['f5408337d0fee65c28851226a5fa81b58464632c78e2a9bef70d330f2e3a5f74', '5da714ad29d580fb194f87173a18dc'],
    signature: [
      '69da5aec6d5f58fbf29439c520bd68b966e3dd2ca633b68351c2862344713a1e9c086a44f9a870a3ccc14de62d6c12b278c354d7197c4d6d7f83d1422b29b250',
      '00000000000000000005101318212b',
    ],
  },
  {
    alg: -50,
    key: ['17a508179b35057099111733da28fd1a2265de7d8ab22d5279f13bca84cc42a5', 'cd87dea901a7e08e805'],
    signature: [
      'ba4275ff54c22d2d09ea1937a0667362acd44925c6d6965fad350b111d1cbcce68ddbd0e576d1a8810eb4e71623781f32f747d44c8e693749df191682f588906',
      '',
    ],
  },
] as const;

describe.each(answers)('ML-DSA of algorithm $alg', ({ alg, key: [keyStart, keyEnd], signature: [start, end] }) => {
  const key = signingKeyFromSecret(alg, new Uint8Array(32).fill(0x2a), { kind: 'seeded', random: seededRandom(1) });

  it('makes the public key of the seed', () => {
    const { pub } = key.publicKey as AkpKey;
    expect(toHex(pub).startsWith(keyStart)).toBe(true);
    expect(toHex(pub).endsWith(keyEnd)).toBe(true);
  });

  it('signs as the known answer does, and verifies it', () => {
    const signature = key.sign(utf8('Hello world'));
    expect(toHex(signature).startsWith(start)).toBe(true);
    expect(toHex(signature).endsWith(end)).toBe(true);
    const verifier = verifyKeyFromCose(key.publicKey);
    expect(verifier.verify(utf8('Hello world'), signature)).toBe(true);
    expect(verifier.verify(utf8('Hello World'), signature)).toBe(false);
  });
});
