import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { type Counter, hotp, hotpKey } from '../../src/oath/hotp.ts';
import { oathHashes } from '../../src/oath/oath-hash.ts';
import { totp } from '../../src/oath/totp.ts';
import { otpProfiles } from '../../src/verifier/otp/profiles.ts';
import { otpToken } from '../../src/verifier/otp/token.ts';
import { freshTotpState } from '../../src/verifier/otp/totp-state.ts';
import { touchstoneHotp, verifyHotp } from '../../src/verifier/otp/verify-hotp.ts';
import { verifyOtp } from '../../src/verifier/otp/verify-otp.ts';
import { oathtoolDivergences } from '../oath-divergences.ts';
import { cleanUpAfterwards, temporaryFolder } from './processes.ts';

cleanUpAfterwards();

const isThere = spawnSync('oathtool', ['--version'], { stdio: 'ignore' }).error === undefined;
const name = isThere ? 'oathtool' : 'oathtool (skipped: oathtool missing)';

/** A process gives so many codes in a row: 10,000 inputs are 500 processes. */
const IN_A_ROW = 20;
const PROCESSES = 500;

/** What it prints, a line a code; the key goes by a file. */
function oathtool(keyFile: string, secret: Uint8Array, ...args: string[]): string[] {
  writeFileSync(keyFile, toHex(secret));
  const { stdout, stderr, status } = spawnSync('oathtool', [...args, `@${keyFile}`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`oathtool ${args.join(' ')}: ${stderr.trim()}`);
  return stdout.trim().split('\n');
}

const seed = new Uint8Array(Buffer.from('12345678901234567890'));

describe.skipIf(!isThere)(name, () => {
  const keyFile = join(isThere ? temporaryFolder() : '.', 'key');
  const secrets = fc.uint8Array({ minLength: 1, maxLength: 140 });
  const digits = fc.integer({ min: 6, max: 8 });
  const row = `--window=${IN_A_ROW - 1}`;

  it(`makes the same HOTP codes, of ${IN_A_ROW * PROCESSES} random inputs up to the last counter`, () => {
    const most = 2n ** 64n - BigInt(IN_A_ROW);
    const counters = fc.oneof(
      fc.bigInt({ min: 0n, max: 1000n }),
      fc.bigInt({ min: 2n ** 32n - 40n, max: 2n ** 32n + 40n }),
      fc.bigInt({ min: 2n ** 53n - 40n, max: 2n ** 53n + 40n }),
      fc.bigInt({ min: 0n, max: most }),
      fc.constant(most),
    );
    fc.assert(
      fc.property(secrets, counters, digits, (secret, counter, digits) => {
        const theirs = oathtool(keyFile, secret, '--hotp', `--counter=${counter}`, `--digits=${digits}`, row);
        const key = hotpKey(secret);
        const isNumber = counter + BigInt(IN_A_ROW) <= Number.MAX_SAFE_INTEGER;
        const at = (by: number): Counter => (isNumber ? Number(counter) + by : counter + BigInt(by));
        expect(theirs).toEqual(Array.from({ length: IN_A_ROW }, (_one, by) => hotp(key, at(by), { digits })));
      }),
      { numRuns: PROCESSES },
    );
  });

  it(`makes the same TOTP codes, of ${IN_A_ROW * PROCESSES} random inputs`, () => {
    const times = fc.record({
      now: fc.oneof(fc.integer({ min: 0, max: 2 ** 32 }), fc.integer({ min: 2 ** 32, max: 2 ** 40 })),
      periodSeconds: fc.oneof(fc.constantFrom(30, 60), fc.integer({ min: 1, max: 100_000 })),
      before: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 2 ** 31 })),
    });
    fc.assert(
      fc.property(secrets, fc.constantFrom(...oathHashes), digits, times, (secret, hash, digits, when) => {
        const { now, periodSeconds, before } = when;
        const t0Seconds = Math.max(0, now - before);
        const asked = [`--now=@${now}`, `--start-time=@${t0Seconds}`, `--time-step-size=${periodSeconds}s`];
        const theirs = oathtool(keyFile, secret, `--totp=${hash.toLowerCase()}`, `--digits=${digits}`, row, ...asked);
        const format = { hash, digits, periodSeconds, t0Seconds };
        const ours = Array.from({ length: IN_A_ROW }, (_one, by) => totp(secret, now + by * periodSeconds, format));
        expect(theirs).toEqual(ours);
      }),
      { numRuns: PROCESSES },
    );
  });

  /** Each shows both sides of a difference. */
  const shown: Readonly<Record<(typeof oathtoolDivergences)[number], () => void>> = {
    'oathtool-before-t0': () => {
      // rounded toward zero, so that the last step before T0 is step 0 again, and then down from 2^64
      expect(oathtool(keyFile, seed, '--totp', '--now=@1000', '--start-time=@1029')).toEqual([hotp(seed, 0)]);
      expect(oathtool(keyFile, seed, '--totp', '--now=@1000', '--start-time=@1030')).toEqual([
        hotp(seed, 2n ** 64n - 1n),
      ]);
      expect(() => totp(seed, 1000, { t0Seconds: 1029 })).toThrow('time: expected at least T0 (1029)');
    },
    'oathtool-negative-time': () => {
      expect(oathtool(keyFile, seed, '--totp', '--now=1969-12-31 23:59:31 UTC')).toEqual([hotp(seed, 0)]);
      expect(oathtool(keyFile, seed, '--totp', '--now=1969-12-31 23:59:00 UTC')).toEqual([hotp(seed, 2n ** 64n - 2n)]);
      expect(() => oathtool(keyFile, seed, '--totp', '--now=@-1')).toThrow('cannot parse time');
      expect(() => totp(seed, -29)).toThrow('time: expected at least T0 (0)');
    },
    'oathtool-digits': () => {
      for (const digits of [9, 10]) {
        expect(() => oathtool(keyFile, seed, '--hotp', `--digits=${digits}`)).toThrow('only digits 6, 7 and 8');
        expect(hotp(seed, 0, { digits })).toHaveLength(digits);
      }
    },
    'oathtool-unsigned-distance': () => {
      for (const by of [-1, 1]) {
        const code = totp(seed, 100_000 + by * 30);
        const { stdout } = spawnSync('oathtool', ['--totp', '--now=@100000', '--window=3', toHex(seed), code]);
        expect(String(stdout).trim()).toBe('1');
        const attempt = { token: otpToken(seed), state: freshTotpState, code, nowSeconds: 100_000 };
        const verdict = verifyOtp(otpProfiles.rfc6238, { ...attempt, phase: 'authentication' });
        expect(verdict).toMatchObject({ kind: 'accepted', offset: by });
      }
    },
    'oathtool-counter-beyond-64-bits': () => {
      for (const counter of [`${2n ** 64n}`, '-1']) {
        expect(oathtool(keyFile, seed, '--hotp', `--counter=${counter}`)).toEqual([hotp(seed, 2n ** 64n - 1n)]);
        expect(() => hotp(seed, BigInt(counter))).toThrow('counter: expected 0 to 2^64 - 1');
      }
    },
    'oathtool-hotp-reuse': () => {
      const code = hotp(seed, 5);
      for (const _time of [1, 2]) {
        expect(spawnSync('oathtool', ['--hotp', '--counter=5', toHex(seed), code]).status).toBe(0);
      }
      const token = otpToken(seed);
      const first = verifyHotp(touchstoneHotp, { token, state: { counter: 5 }, code, nowSeconds: 0 });
      expect(verifyHotp(touchstoneHotp, { token, state: first.state, code, nowSeconds: 0 }).kind).toBe('refused');
    },
  };

  it.each(oathtoolDivergences)('known divergence: %s', (name) => {
    shown[name]();
  });
});
