import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { generateSync, verifySync } from 'otplib';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { hotp } from '../../../src/oath/hotp.ts';
import { oathHashes } from '../../../src/oath/oath-hash.ts';
import { totp } from '../../../src/oath/totp.ts';
import { otpProfiles } from '../../../src/verifier/otp/profiles.ts';
import { otpToken } from '../../../src/verifier/otp/token.ts';
import { freshTotpState } from '../../../src/verifier/otp/totp-state.ts';
import { touchstoneHotp, verifyHotp } from '../../../src/verifier/otp/verify-hotp.ts';
import { verifyOtp } from '../../../src/verifier/otp/verify-otp.ts';
import { oathtoolDivergences, otplibDivergences } from '../../oath-divergences.ts';

type Divergence = (typeof otplibDivergences)[number];

// its types know three lengths, its code knows more
const lengths = fc.integer({ min: 6, max: 10 }) as fc.Arbitrary<6 | 7 | 8>;
const formats = fc.record({
  secret: fc.uint8Array({ minLength: 16, maxLength: 64 }),
  hash: fc.constantFrom(...oathHashes),
  digits: lengths,
});
const lowercase = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const;
const counters = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.integer({ min: 2 ** 32 - 1000, max: 2 ** 32 + 1000 }),
  fc.maxSafeNat(),
);
const INPUTS = 10_000;
const secret = utf8('12345678901234567890');

describe('otplib', () => {
  it(`makes the same HOTP codes, of ${INPUTS} random inputs`, () => {
    fc.assert(
      fc.property(formats, counters, ({ secret, hash, digits }, counter) => {
        const theirs = generateSync({ strategy: 'hotp', secret, counter, digits, algorithm: lowercase[hash] });
        expect(hotp(secret, counter, { hash, digits })).toBe(theirs);
      }),
      { numRuns: INPUTS },
    );
  });

  it(`makes the same TOTP codes, of ${INPUTS} random inputs`, () => {
    const times = fc.record({
      epoch: fc.oneof(fc.integer({ min: 0, max: 2 ** 32 }), fc.integer({ min: 2 ** 32, max: 2 ** 45 })),
      periodSeconds: fc.oneof(fc.constantFrom(30, 60), fc.integer({ min: 1, max: 3600 })),
      before: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 2 ** 31 })),
    });
    fc.assert(
      fc.property(formats, times, ({ secret, hash, digits }, { epoch, periodSeconds, before }) => {
        const t0 = Math.max(0, epoch - before);
        const how = { secret, digits, algorithm: lowercase[hash], period: periodSeconds };
        const theirs = generateSync({ strategy: 'totp', epoch, t0, ...how });
        expect(totp(secret, epoch, { hash, digits, periodSeconds, t0Seconds: t0 })).toBe(theirs);
      }),
      { numRuns: INPUTS },
    );
  });

  it('accepts our codes by the same step and sign of the distance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 2 ** 32 }), fc.integer({ min: -2, max: 2 }), (epoch, by) => {
        const token = totp(secret, epoch + by * 30);
        const verdict = verifySync({ strategy: 'totp', secret, token, epoch, epochTolerance: 90 });
        expect(verdict).toMatchObject({ valid: true, delta: by });
      }),
      { numRuns: 500 },
    );
  });
});

/** Each shows both sides of a difference. */
const shown: Readonly<Record<Divergence, () => void>> = {
  'otplib-negative-time': () => {
    expect(() => generateSync({ strategy: 'totp', secret, epoch: -1 })).toThrow('non-negative');
    expect(() => totp(secret, -1)).toThrow('time: expected at least T0 (0)');
    // a negative T0 gives it a step here, and there still none
    expect(totp(secret, -1, { t0Seconds: -60 })).toBe(hotp(secret, 1));
    expect(() => generateSync({ strategy: 'totp', secret, epoch: -1, t0: -60 })).toThrow('non-negative');
  },
  'otplib-before-t0': () => {
    expect(() => generateSync({ strategy: 'totp', secret, epoch: 100, t0: 200 })).toThrow(
      'Counter must be non-negative',
    );
    expect(() => totp(secret, 100, { t0Seconds: 200 })).toThrow('time: expected at least T0 (200)');
  },
  'otplib-digits': () => {
    for (const [digits, code] of [
      [5, '55224'],
      [11, '01284755224'],
    ] as const) {
      expect(generateSync({ strategy: 'hotp', secret, counter: 0, digits: digits as never })).toBe(code);
      expect(() => hotp(secret, 0, { digits })).toThrow('digits: expected 6 to 10');
    }
  },
  'otplib-short-seed': () => {
    for (const length of [0, 10, 15]) {
      const short = new Uint8Array(length).fill(7);
      expect(() => generateSync({ strategy: 'hotp', secret: short, counter: 0 })).toThrow('at least 16 bytes');
      expect(hotp(short, 0)).toMatch(/^\d{6}$/);
    }
  },
  'otplib-long-seed': () => {
    const long = new Uint8Array(65).fill(7);
    expect(() => generateSync({ strategy: 'hotp', secret: long, counter: 0 })).toThrow('must not exceed 64 bytes');
    expect(hotp(long, 0)).toMatch(/^\d{6}$/);
  },
  'otplib-counter-beyond-2-53': () => {
    for (const counter of [2n ** 53n, 2n ** 64n - 1n]) {
      expect(() => generateSync({ strategy: 'hotp', secret, counter: counter as never })).toThrow(
        'maximum safe integer',
      );
      expect(hotp(secret, counter)).toMatch(/^\d{6}$/);
    }
  },
  'otplib-long-period': () => {
    expect(() => generateSync({ strategy: 'totp', secret, epoch: 0, period: 3601 })).toThrow('3600 seconds');
    expect(totp(secret, 0, { periodSeconds: 3601 })).toBe('755224');
  },
  'otplib-hotp-reuse': () => {
    const code = hotp(secret, 5);
    for (const _time of [1, 2]) {
      expect(verifySync({ strategy: 'hotp', secret, counter: 5, token: code })).toMatchObject({ valid: true });
    }
    const token = otpToken(secret);
    const first = verifyHotp(touchstoneHotp, { token, state: { counter: 5 }, code, nowSeconds: 0 });
    expect(first).toMatchObject({ kind: 'accepted', state: { counter: 6 } });
    expect(verifyHotp(touchstoneHotp, { token, state: first.state, code, nowSeconds: 0 }).kind).toBe('refused');
  },
  'otplib-wide-window': () => {
    const epoch = 10 ** 9;
    const code = totp(secret, epoch - 2880 * 30);
    const how = { strategy: 'totp', secret, token: code, epoch, epochTolerance: 86_400 } as const;
    expect(() => verifySync(how)).toThrow('must not exceed');
    const attempt = {
      token: otpToken(secret),
      state: freshTotpState,
      code,
      nowSeconds: epoch,
      phase: 'activation',
    } as const;
    expect(verifyOtp(otpProfiles.entra, attempt)).toMatchObject({ kind: 'accepted', offset: -2880 });
  },
  'otplib-clock-put-back': () => {
    const how = { strategy: 'totp', secret, token: totp(secret, 900), epoch: 900, afterTimeStep: 100 } as const;
    expect(() => verifySync(how)).toThrow('cannot be greater than');
    const attempt = { token: otpToken(secret), state: { lastStep: 100 }, code: totp(secret, 900), nowSeconds: 900 };
    const verdict = verifyOtp(otpProfiles.rfc6238, { ...attempt, phase: 'authentication' });
    expect(verdict).toMatchObject({ kind: 'refused', code: 'code-replayed' });
  },
};

describe('known divergence', () => {
  it.each(otplibDivergences)('%s', (name) => {
    shown[name]();
  });

  it('of oathtool and otplib alike is listed in docs/peers.md', () => {
    const page = readFileSync(new URL('../../../docs/peers.md', import.meta.url), 'utf8');
    const listed = [...page.matchAll(/^\| `((?:oathtool|otplib)-[a-z0-9-]+)`/gm)].map(([, name]) => name);
    expect(listed).toEqual([...oathtoolDivergences, ...otplibDivergences]);
  });
});
