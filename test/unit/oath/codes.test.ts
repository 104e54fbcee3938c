import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase32, toBase32 } from '../../../src/bytes/base32.ts';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { codeOf, counterBytes, hotp, hotpKey, truncate } from '../../../src/oath/hotp.ts';
import { oathHash, oathHashes, opensslName } from '../../../src/oath/oath-hash.ts';
import { ocra, parseOcraSuite } from '../../../src/oath/ocra.ts';
import { formatOtpauthUri, parseOtpauthUri } from '../../../src/oath/otpauth-uri.ts';
import { lintSecret } from '../../../src/oath/secret.ts';
import { steamCodeOf } from '../../../src/oath/steam.ts';
import { startOfStep, stepAt, totp } from '../../../src/oath/totp.ts';

const seed = 42;
const secrets = fc.uint8Array({ minLength: 1, maxLength: 200 });
const counters = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

describe('hotpKey', () => {
  it('truncates what an HMAC of OpenSSL gives, for any secret, counter and hash', () => {
    fc.assert(
      fc.property(secrets, counters, fc.constantFrom(...oathHashes), (secret, counter, hash) => {
        const mac = createHmac(opensslName[hash], secret).update(counterBytes(counter)).digest();
        expect(hotpKey(secret, hash).truncated(counter)).toBe(truncate(mac));
      }),
      { seed, numRuns: 500 },
    );
  });

  it('takes a number and a bigint for the same counter', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (counter) => {
        const key = hotpKey(utf8('12345678901234567890'));
        expect(key.truncated(counter)).toBe(key.truncated(BigInt(counter)));
      }),
      { seed },
    );
  });

  it('refuses counters outside 64 bits', () => {
    for (const counter of [-1, 1.5, Number.NaN, 2 ** 53, -1n, 2n ** 64n]) {
      expect(() => hotp(utf8('12345678901234567890'), counter)).toThrow(RangeError);
    }
  });
});

describe('codeOf', () => {
  it('keeps leading zeros', () => {
    expect(codeOf(7, 6)).toBe('000007');
    expect(codeOf(2_147_483_647, 10)).toBe('2147483647');
  });

  it('refuses other lengths than 6 to 10', () => {
    for (const digits of [5, 11, 6.5, Number.NaN]) expect(() => codeOf(1, digits)).toThrow('digits: expected 6 to 10');
  });
});

describe('stepAt', () => {
  it('is the step whose start is not after the time and whose end is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e13, max: 1e13 }).map((ms) => ms / 1000),
        fc.integer({ min: 1, max: 3600 }),
        fc.integer({ min: -1000, max: 1000 }),
        (seconds, periodSeconds, t0Seconds) => {
          const format = { periodSeconds, t0Seconds };
          const step = stepAt(seconds, format);
          expect(startOfStep(step, format)).toBeLessThanOrEqual(seconds);
          expect(startOfStep(step + 1, format)).toBeGreaterThan(seconds);
        },
      ),
      { seed },
    );
  });

  it('gives no code before T0', () => {
    expect(() => totp(utf8('12345678901234567890'), -1)).toThrow('time: expected at least T0 (0), received -1');
    expect(totp(utf8('12345678901234567890'), 0)).toBe('755224');
  });
});

describe('oathHash', () => {
  it.each(['SHA1', 'sha-1', 'hmacsha1', 'HmacSHA1'])('reads %s', (name) => expect(oathHash(name)).toBe('SHA1'));
  it('refuses others', () => expect(() => oathHash('MD5')).toThrow('hash: expected SHA1, SHA256, SHA512'));
});

describe('base32', () => {
  it('is undone by its inverse, padded or not, in either case', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.boolean(), fc.boolean(), (bytes, padded, lower) => {
        const text = toBase32(bytes, { padded });
        expect(fromBase32(lower ? text.toLowerCase() : text)).toEqual(bytes);
      }),
      { seed },
    );
  });

  it('gives bytes or a RangeError for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          fromBase32(text);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('names what it does not know', () => {
    expect(() => fromBase32('AB1DEFGH')).toThrow('received "1" at character 3');
    expect(() => fromBase32('ABC')).toThrow('a length that whole bytes give');
    expect(() => fromBase32('AB')).toThrow('zero bits after the last byte');
    expect(() => fromBase32('AA=')).toThrow('padding');
  });
});

describe('lintSecret', () => {
  it('tells hex from base32 where it can be told', () => {
    expect(lintSecret('3132333435363738393031323334353637383930').encoding).toBe('hex');
    expect(lintSecret('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ').encoding).toBe('base32');
    expect(lintSecret('22'.repeat(16)).remarks.join()).toContain('base32 and hex alike');
  });

  it('refuses hex where base32 was promised, and never shows the secret', () => {
    const hex = '3132333435363738393031323334353637383930';
    expect(() => lintSecret(hex, 'SHA1', 'base32')).toThrow('received what is hex');
    try {
      lintSecret('0x3132zz', 'SHA1', 'hex');
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain('3132');
    }
  });

  it('remarks on short secrets and on text encoded twice', () => {
    expect(lintSecret('JBSWY3DPEHPK3PXP').remarks.join()).toContain('10 bytes: RFC 4226 wants at least 16');
    expect(lintSecret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ').remarks.join()).toContain('ASCII digits');
  });
});

describe('otpauth URIs', () => {
  const names = fc
    .string({ minLength: 1, maxLength: 20 })
    .filter((name) => !name.includes(':') && name.trim() === name);
  const tokens = fc.record({
    account: names,
    secret: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    hash: fc.constantFrom(...oathHashes),
    digits: fc.integer({ min: 6, max: 10 }),
    issuer: names,
  });

  it('are undone by their inverse', () => {
    fc.assert(
      fc.property(tokens, fc.boolean(), fc.nat(), (token, isTotp, number) => {
        const whole = isTotp
          ? ({ ...token, type: 'totp', periodSeconds: 1 + (number % 3600) } as const)
          : ({ ...token, type: 'hotp', counter: number } as const);
        expect(parseOtpauthUri(formatOtpauthUri(whole))).toEqual(whole);
      }),
      { seed },
    );
  });

  it('give a token or a DecodeError for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (label, query) => {
        try {
          parseOtpauthUri(`otpauth://totp/${label}?${query}`);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('name what is wrong without showing the secret', () => {
    expect(() => parseOtpauthUri('otpauth://hotp/a?secret=GEZDGNBV')).toThrow('otpauth.counter: expected one for hotp');
    expect(() => parseOtpauthUri('otpauth://totp/a')).toThrow('otpauth.secret: expected base32, received nothing');
    expect(() => parseOtpauthUri('otpauth://totp/a?secret=GEZDGNBV&digits=5')).toThrow(
      'otpauth.digits: expected 6 to 10',
    );
    expect(() => parseOtpauthUri('otpauth://totp/a?secret=GEZDGNBV&secret=GEZDGNBV')).toThrow(
      'expected one, received two',
    );
  });
});

describe('OCRA', () => {
  it('names what is wrong with a suite', () => {
    for (const [suite, says] of [
      ['OCRA-2:HOTP-SHA1-6:QN08', 'OCRA-1:HOTP'],
      ['OCRA-1:HOTP-SHA1-3:QN08', '0 or 4 to 10 digits'],
      ['OCRA-1:HOTP-SHA1-6:QN02', 'a question of 4 to 64'],
      ['OCRA-1:HOTP-SHA1-6:QN08-T60S', 'a time step of 1 to 59'],
      ['OCRA-1:HOTP-SHA1-6:QN08-S000', 'S001 to S512'],
    ] as const) {
      expect(() => parseOcraSuite(suite)).toThrow(says);
    }
  });

  it('refuses inputs that the suite does not take', () => {
    const secret = utf8('12345678901234567890');
    expect(() => ocra(secret, 'OCRA-1:HOTP-SHA1-6:C-QN08', { question: '1' })).toThrow('counter: expected one');
    expect(() => ocra(secret, 'OCRA-1:HOTP-SHA1-6:QN08', { question: 'x' })).toThrow('question: expected digits');
    expect(() => ocra(secret, 'OCRA-1:HOTP-SHA1-6:QN08', { question: '1'.repeat(17) })).toThrow('1 to 16 characters');
    expect(ocra(secret, 'OCRA-1:HOTP-SHA1-0:QN08', { question: '1' })).toMatch(/^[0-9a-f]{40}$/);
  });
});

describe('steamCodeOf', () => {
  it('writes a number in base 26 of its alphabet, the last place first', () => {
    expect(steamCodeOf(0)).toBe('22222');
    expect(steamCodeOf(25 + 26)).toBe('Y3222');
  });
});
