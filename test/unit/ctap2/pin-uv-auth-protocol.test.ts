import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricKey } from '../../../src/crypto/hmac.ts';
import { isPinUvAuthProtocol, padPin, pinHash, pinUvAuthProtocol } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';

const blocks = fc.nat({ max: 6 }).map((count) => new Uint8Array(count * 16).fill(count));

describe.each([1, 2] as const)('PIN/UV auth protocol %d', (number) => {
  const protocol = pinUvAuthProtocol(number);
  const secret = protocol.deriveSecret(new Uint8Array(32).fill(9));
  const random = seededRandom(number);

  it('decrypts what it encrypted, with its overhead', () => {
    fc.assert(
      fc.property(blocks, (plain) => {
        const cipher = protocol.encrypt(secret, plain, random);
        expect(cipher).toHaveLength(plain.length + protocol.overhead);
        expect(protocol.decrypt(secret, cipher)).toEqual(plain);
      }),
    );
  });

  it('refuses to decrypt what is not whole blocks', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100 }), (length) => {
        fc.pre(length % 16 !== 0);
        expect(() => protocol.decrypt(secret, new Uint8Array(length))).toThrow(RangeError);
      }),
    );
  });

  it('verifies its own MAC and no other, by secret, token and kept key alike', () => {
    const token = seededRandom('token').bytes(32);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(), (message, place) => {
        const mac = protocol.authenticate(token, message);
        expect(mac).toHaveLength(protocol.macLength);
        expect(protocol.authenticate(symmetricKey(token), message)).toEqual(mac);
        expect(protocol.verify(token, message, mac)).toBe(true);
        expect(protocol.verify(secret, message, mac)).toBe(false);
        expect(protocol.verify(token, message, mac.subarray(1))).toBe(false);
        const bent = Uint8Array.from(mac);
        bent[place % mac.length]! ^= 1;
        expect(protocol.verify(token, message, bent)).toBe(false);
      }),
    );
  });
});

describe('protocol two', () => {
  it('does not encrypt the same bytes the same way twice', () => {
    const protocol = pinUvAuthProtocol(2);
    const secret = protocol.deriveSecret(new Uint8Array(32));
    const random = seededRandom(1);
    expect(protocol.encrypt(secret, new Uint8Array(16), random)).not.toEqual(
      protocol.encrypt(secret, new Uint8Array(16), random),
    );
  });

  it('refuses a cipher without room for its iv', () => {
    const protocol = pinUvAuthProtocol(2);
    expect(() => protocol.decrypt(protocol.deriveSecret(new Uint8Array(32)), new Uint8Array(0))).toThrow(RangeError);
  });
});

describe('padPin', () => {
  it('fills up to 64 bytes, and refuses 64 and more', () => {
    expect(padPin('1234')).toHaveLength(64);
    expect(padPin('a'.repeat(63))[63]).toBe(0);
    expect(() => padPin('a'.repeat(64))).toThrow(RangeError);
    expect(() => padPin('木'.repeat(22))).toThrow(RangeError);
  });
});

describe('pinHash', () => {
  it('is 16 bytes, of text and of its bytes alike', () => {
    expect(pinHash('1234')).toEqual(pinHash(new TextEncoder().encode('1234')));
    expect(pinHash('1234')).toHaveLength(16);
  });
});

describe('isPinUvAuthProtocol', () => {
  it('knows one and two', () => {
    expect([0, 1, 2, 3, undefined].map((number) => isPinUvAuthProtocol(number))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});
