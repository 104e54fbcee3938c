import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fob60, generic, sha256Token } from '../../../../simulators/oath/profiles.ts';
import { createOathToken } from '../../../../simulators/oath/token.ts';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { ManualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { hotp } from '../../../../src/oath/hotp.ts';
import { oathHashes } from '../../../../src/oath/oath-hash.ts';
import { stepAt } from '../../../../src/oath/totp.ts';
import { type Measured, measure, type Reading } from '../../../../src/verifier/otp/measure.ts';
import { outlook } from '../../../../src/verifier/otp/outlook.ts';
import { type OtpProfileName, otpProfiles } from '../../../../src/verifier/otp/profiles.ts';
import { type OtpToken, otpToken } from '../../../../src/verifier/otp/token.ts';

const seed = 42;
const DAY = 86_400;
const NOW = 1_790_000_000;
const token = otpToken(utf8('12345678901234567890'));

/** A clock that is ahead by an offset at NOW and gains so many ppm. */
interface Clock {
  readonly offsetSeconds: number;
  readonly ppm: number;
}

function offsetAt({ offsetSeconds, ppm }: Clock, seconds: number): number {
  return offsetSeconds + ((seconds - NOW) * ppm) / 1e6;
}

function shown(of: OtpToken, clock: Clock, seconds: number): string {
  return hotp(of.key, stepAt(seconds + offsetAt(clock, seconds), of), { digits: of.digits });
}

/** Codes that were on the display up to a delay before the time that was noted. */
function readingsOf(of: OtpToken, clock: Clock, times: readonly number[], delays: readonly number[]): Reading[] {
  return times.map((seconds, index) => ({ code: shown(of, clock, seconds - delays[index]!), atSeconds: seconds }));
}

function measured(of: OtpToken, readings: readonly Reading[], options = {}): Measured {
  const result = measure(of, readings, options);
  if (result.kind !== 'measured') throw new Error(`${result.code}: ${result.because}`);
  return result;
}

function holds({ offsetSeconds, ratePpm }: Measured, clock: Clock, atSeconds: number): boolean {
  const offset = offsetAt(clock, atSeconds);
  const isOffset = offsetSeconds.low <= offset + 1e-6 && offset - 1e-6 <= offsetSeconds.high;
  return isOffset && ratePpm.low <= clock.ppm + 1e-6 && clock.ppm - 1e-6 <= ratePpm.high;
}

describe('measure', () => {
  it('recovers offset and rate of random tokens within the uncertainty it states: at least 95 of 100', () => {
    const random = seededRandom('measure');
    const uniform = (low: number, high: number): number =>
      low + (new DataView(random.bytes(4).buffer).getUint32(0) / 2 ** 32) * (high - low);
    let recovered = 0;
    for (let trial = 0; trial < 100; trial += 1) {
      const periodSeconds = uniform(0, 1) < 0.5 ? 30 : 60;
      const hash = oathHashes[Math.floor(uniform(0, 1) ** 6 * 3)]!;
      const one = otpToken(random.bytes(20), { hash, digits: 6, periodSeconds });
      const clock = { offsetSeconds: uniform(-2000, 2000) * periodSeconds, ppm: uniform(-100, 100) };
      const count = 2 + Math.floor(uniform(0, 6));
      const times = Array.from({ length: count }, () => NOW + uniform(0, 400 * DAY));
      const result = measured(
        one,
        readingsOf(
          one,
          clock,
          times,
          times.map(() => uniform(0, 2)),
        ),
      );
      if (holds(result, clock, result.atSeconds)) recovered += 1;
    }
    // bounds are hard, so all of them; another clock with the same codes could still be taken for it
    expect(recovered).toBe(100);
  });

  it('recovers them of simulated hardware too, whose rate follows the temperature and ages: at least 95 of 100', () => {
    const random = seededRandom('hardware');
    const uniform = (low: number, high: number): number =>
      low + (new DataView(random.bytes(4).buffer).getUint32(0) / 2 ** 32) * (high - low);
    let recovered = 0;
    for (let seedOf = 0; seedOf < 100; seedOf += 1) {
      const clock = new ManualClock(NOW * 1000);
      const hardware = createOathToken({
        profile: [generic, fob60, sha256Token][seedOf % 3]!,
        env: { clock, random },
        seed: seedOf,
        skewSeconds: uniform(-3600, 3600),
        temperature: { meanC: uniform(20, 26), dailyC: 3, yearlyC: 4 },
      });
      const { hash, digits, periodSeconds } = hardware.profile;
      const one = otpToken(fromHex(hardware.save().kept.secret), { hash, digits, periodSeconds });
      const readings = Array.from({ length: 2 + (seedOf % 4) }, () => {
        clock.advance(uniform(1, 120) * DAY * 1000);
        const code = hardware.code();
        const delay = Math.floor(uniform(0, 2000));
        clock.advance(delay);
        return { code, atSeconds: clock.nowMs() / 1000 };
      });
      const { offsetSeconds, ratePpm, trueSeconds } = hardware.inspect();
      // what the command takes for granted
      const result = measured(one, readings, { limits: { ppm: 200, wanderPpm: 5 } });
      const truth = { offsetSeconds: offsetSeconds - ((trueSeconds - NOW) * ratePpm) / 1e6, ppm: ratePpm };
      if (holds(result, truth, trueSeconds)) recovered += 1;
    }
    expect(recovered).toBe(100);
  });

  it('never states bounds that leave the truth out, whatever the clock, unless another clock shows the same codes', () => {
    const clocks = fc.record({
      offsetSeconds: fc.double({ min: -80_000, max: 80_000, noNaN: true }),
      ppm: fc.double({ min: -199, max: 199, noNaN: true }),
    });
    const reading = fc.record({
      after: fc.double({ min: 0, max: 30 * DAY, noNaN: true }),
      delay: fc.double({ min: 0, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(clocks, fc.array(reading, { minLength: 1, maxLength: 8 }), (clock, readings) => {
        const times = readings.map(({ after }) => NOW + after);
        const result = measured(
          token,
          readingsOf(
            token,
            clock,
            times,
            readings.map(({ delay }) => delay),
          ),
        );
        const all = [result, ...result.others.map((other) => ({ ...result, ...other }))];
        expect(all.some((one) => holds(one, clock, result.atSeconds))).toBe(true);
      }),
      { seed, numRuns: 100 },
    );
  });

  it('knows the rate better the longer readings are apart', () => {
    const clock = { offsetSeconds: 95, ppm: 20 };
    const width = (days: number): number => {
      const { ratePpm } = measured(token, readingsOf(token, clock, [NOW, NOW + days * DAY], [0, 0]));
      return ratePpm.high - ratePpm.low;
    };
    expect(width(365)).toBeLessThan(width(30));
    // two steps of 30 seconds and two delays over a year
    expect(width(365)).toBeLessThan((64 / (365 * DAY)) * 1e6 + 0.1);
  });

  it('takes readings in any order, and carries the estimate to the time that is asked about', () => {
    const clock = { offsetSeconds: -40, ppm: -30 };
    const readings = readingsOf(token, clock, [NOW, NOW + 90 * DAY, NOW + 20 * DAY], [0, 1, 2]);
    expect(measured(token, readings.toReversed())).toEqual(measured(token, readings));
    const later = NOW + 300 * DAY;
    const result = measured(token, readings, { atSeconds: later });
    expect(result.atSeconds).toBe(later);
    expect(holds(result, clock, later)).toBe(true);
  });

  it('names the reading whose code is no code of the token', () => {
    const readings = readingsOf(token, { offsetSeconds: 0, ppm: 0 }, [NOW, NOW + DAY], [0, 0]);
    const other = otpToken(utf8('another secret 12345'), { digits: 6 });
    const foreign = { code: shown(other, { offsetSeconds: 0, ppm: 0 }, NOW + 2 * DAY), atSeconds: NOW + 2 * DAY };
    expect(measure(token, [...readings, foreign], { searchSteps: 100 })).toMatchObject({
      kind: 'not-measured',
      code: 'code-unknown',
      reading: 2,
    });
    expect(measure(token, [{ code: '12345', atSeconds: NOW }])).toMatchObject({ code: 'code-malformed', reading: 0 });
  });

  it('says so when no clock within the limits shows all codes', () => {
    const before = readingsOf(token, { offsetSeconds: 0, ppm: 0 }, [NOW], [0]);
    const after = readingsOf(token, { offsetSeconds: 3600, ppm: 0 }, [NOW + DAY], [0]);
    expect(measure(token, [...before, ...after])).toMatchObject({ code: 'readings-contradict', reading: 1 });
  });

  it('refuses no readings, too many of them, and a delay that is none', () => {
    const one = { code: '123456', atSeconds: NOW };
    expect(() => measure(token, [])).toThrow('expected 1 to 200, received 0');
    expect(() =>
      measure(
        token,
        Array.from({ length: 201 }, () => one),
      ),
    ).toThrow('received 201');
    for (const delaySeconds of [-1, Number.NaN, 3601])
      expect(() => measure(token, [one], { delaySeconds })).toThrow('delay');
  });
});

describe('outlook', () => {
  const exact = (clock: Clock) => ({
    offsetSeconds: { low: clock.offsetSeconds, high: clock.offsetSeconds },
    ratePpm: { low: clock.ppm, high: clock.ppm },
  });
  const of = (name: OtpProfileName, clock: Clock) => outlook(otpProfiles[name], token, exact(clock), NOW);

  it('finds a right clock accepted by every verifier, whatever the habit', () => {
    for (const name of Object.keys(otpProfiles) as OtpProfileName[]) {
      const { today, activated, inAYear } = of(name, { offsetSeconds: 0, ppm: 0 });
      expect({ name, today, activated, inAYear }).toEqual({
        name,
        today: 'accepted',
        activated: 'accepted',
        inAYear: { weekly: 'accepted', monthly: 'accepted', yearly: 'accepted' },
      });
    }
  });

  it('finds a clock of 20 ppm lost to those that keep no drift, and kept by those that do and are used weekly', () => {
    const fast = { offsetSeconds: 0, ppm: 20 };
    // 631 seconds in a year
    expect(of('keycloak', fast).inAYear).toEqual({ weekly: 'refused', monthly: 'refused', yearly: 'refused' });
    // a step each side holds a slow drift, and not a year of it at once
    expect(of('rfc6238', { offsetSeconds: 0, ppm: 2 }).inAYear).toMatchObject({
      weekly: 'accepted',
      yearly: 'refused',
    });
    expect(of('entra', fast).inAYear).toMatchObject({ weekly: 'accepted', yearly: 'refused' });
    expect(of('touchstone', fast).inAYear.weekly).toBe('accepted');
    expect(of('touchstone', fast).inAYear.yearly).not.toBe('refused');
  });

  it('knows the activation window of Entra', () => {
    const far = { offsetSeconds: 2000 * 30, ppm: 0 };
    expect(of('entra', far)).toMatchObject({ today: 'refused', activated: 'accepted' });
    expect(of('keycloak', far)).toMatchObject({
      today: 'refused',
      activated: 'refused',
      inAYear: { weekly: 'refused' },
    });
  });

  it('lets privacyIDEA bring a clock back by two codes that its activation would refuse', () => {
    const far = { offsetSeconds: 250, ppm: 0 };
    expect(of('privacyidea', far)).toMatchObject({
      today: 'second-code',
      activated: 'accepted',
      inAYear: { yearly: 'accepted' },
    });
  });

  it('says sometimes where the readings leave it open', () => {
    const open = { offsetSeconds: { low: 0, high: 600 }, ratePpm: { low: 0, high: 0 } };
    expect(outlook(otpProfiles.keycloak, token, open, NOW).today).toBe('sometimes');
  });
});
