import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { yearSeconds } from '../../../../simulators/oath/profile.ts';
import { counterToken, generic, oathProfiles, programmable } from '../../../../simulators/oath/profiles.ts';
import type { OathState } from '../../../../simulators/oath/state.ts';
import { createOathToken } from '../../../../simulators/oath/token.ts';
import { TokenError } from '../../../../simulators/oath/token-error.ts';
import type { OathToken, OathTokenOptions } from '../../../../simulators/oath/token-shape.ts';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { ManualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { hotp } from '../../../../src/oath/hotp.ts';
import { oathHashes } from '../../../../src/oath/oath-hash.ts';
import { stepAt, totp } from '../../../../src/oath/totp.ts';

const START = 1_767_225_600;
const exact = { ppm: 0, ageingPpmFirstYear: 0, jitterPpm: 0 };
const rfcSecret = utf8('12345678901234567890');

function made(options: Partial<OathTokenOptions> = {}): { token: OathToken; clock: ManualClock } {
  const clock = new ManualClock(START * 1000);
  const env = { clock, random: seededRandom('token test') };
  return { clock, token: createOathToken({ profile: generic, env, seed: 1, ...options }) };
}
const secretOf = (token: OathToken): Uint8Array => fromHex(token.save().kept.secret);

describe('the codes of a token', () => {
  it('are those of RFC 6238, and of RFC 4226 for a counter', () => {
    const { token } = made({ secret: rfcSecret, quartz: exact, profile: { ...generic, digits: 8 } });
    const vectors = [
      [59, '94287082'],
      [1_111_111_109, '07081804'],
      [1_234_567_890, '89005924'],
      [20_000_000_000, '65353130'],
    ] as const;
    for (const [seconds, code] of vectors) {
      token.setClock(seconds);
      expect(token.code()).toBe(code);
    }
    const counted = made({ secret: rfcSecret, profile: counterToken });
    expect([1, 2, 3, 4].map(() => counted.token.code())).toEqual(['755224', '287082', '359152', '969429']);
  });

  it('are those of its own time, whatever its format, drift and skew', () => {
    fc.assert(
      fc.property(
        fc.record({
          hash: fc.constantFrom(...oathHashes),
          digits: fc.integer({ min: 6, max: 10 }),
          periodSeconds: fc.integer({ min: 1, max: 600 }),
          t0Seconds: fc.integer({ min: 0, max: START / 2 }),
          secretBytes: fc.integer({ min: 1, max: 200 }),
        }),
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.array(fc.integer({ min: 1, max: yearSeconds * 1000 }), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        (format, skewSeconds, waits, seed) => {
          const profile = { ...generic, ...format, battery: { ...generic.battery, shelfYears: 500 } };
          const { token, clock } = made({ profile, skewSeconds, seed });
          for (const waitMs of waits) {
            clock.advance(waitMs);
            const { tokenSeconds, counter } = token.inspect();
            expect(counter).toBe(stepAt(tokenSeconds, profile));
            expect(token.code()).toBe(totp(secretOf(token), tokenSeconds, profile));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('change exactly at the edge of a step', () => {
    const { token, clock } = made({ quartz: exact });
    clock.advance(29_999);
    expect(token.press()).toMatchObject({ counter: START / 30 });
    clock.advance(1);
    expect(token.press()).toMatchObject({ counter: START / 30 + 1 });
    token.setClock(59.4);
    clock.advance(999);
    expect(token.press()).toMatchObject({ counter: 1 });
    clock.advance(1);
    expect(token.press()).toMatchObject({ counter: 2 });
  });
});

describe('the clock of a token', () => {
  it('is off by what its crystal gained, to the microsecond after ten years of presses', () => {
    const profile = { ...generic, battery: { ...generic.battery, shelfYears: 100 } };
    const temperature = { meanC: 20, dailyC: 3, yearlyC: 6 };
    const [pressed, left] = [made({ profile, temperature }), made({ profile, temperature })];
    for (let week = 0; week < 520; week += 1) {
      pressed.clock.advance(7 * 86_400_000);
      pressed.token.press();
    }
    left.clock.advance(520 * 7 * 86_400_000);
    const { offsetSeconds } = left.token.inspect();
    expect(Math.abs(offsetSeconds)).toBeGreaterThan(1);
    expect(pressed.token.inspect().offsetSeconds).toBeCloseTo(offsetSeconds, 6);
  });

  it('keeps no fraction of a second when it is set, and refuses what it cannot hold', () => {
    const { token } = made({ profile: programmable, quartz: exact });
    token.setClock(START + 0.999);
    expect(token.inspect().offsetSeconds).toBe(0);
    expect(token.inspect().tokenSeconds).toBe(START);
    for (const wrong of [-1, 2 ** 32, Number.NaN]) expect(() => token.setClock(wrong)).toThrow(/^clock: expected/);
    expect(() => made().token.setClock(-1)).toThrow(RangeError);
  });

  it('of 32 bits begins again in February 2106, and one of 64 does not', () => {
    const end = 2 ** 32 - 1;
    for (const [profile, expected] of [[programmable, 1] as const, [generic, end + 2] as const]) {
      const { token, clock } = made({ profile, quartz: exact });
      token.setClock(end);
      clock.advance(2000);
      expect(token.inspect().tokenSeconds).toBe(expected);
    }
  });

  it('jumps, stands still, goes on and restarts', () => {
    const { token, clock } = made({ quartz: exact });
    token.jump(-90.5);
    expect(token.inspect().offsetSeconds).toBe(-90.5);
    token.freeze();
    clock.advance(1_000_000);
    expect(token.inspect()).toMatchObject({ clock: 'frozen', tokenSeconds: START - 90.5 });
    expect(token.code()).toBe(totp(secretOf(token), START - 90.5));
    token.jump(10);
    token.thaw();
    clock.advance(5000);
    expect(token.inspect()).toMatchObject({ clock: 'running', tokenSeconds: START - 75.5 });
    token.restart();
    clock.advance(5000);
    expect(token.inspect().tokenSeconds).toBe(generic.restartSeconds + 5);
  });

  it('runs by the temperature of where it lies, from then on', () => {
    const { token, clock } = made({ quartz: exact });
    clock.advance(86_400_000);
    expect(token.inspect().offsetSeconds).toBeCloseTo(0, 9);
    token.setTemperature(0);
    clock.advance(86_400_000);
    expect(token.inspect().offsetSeconds).toBeCloseTo(-0.034 * 625 * 0.0864, 6);
  });

  it('says before T0 that it has no step', () => {
    const { token } = made({ profile: { ...generic, t0Seconds: START }, quartz: exact });
    token.jump(-1);
    expect(token.press()).toEqual({ kind: 'blank', because: 'before-t0' });
    expect(() => token.code()).toThrow(TokenError);
  });
});

describe('the display of a token', () => {
  it('is off until the button, lit for its time-out, then off', () => {
    const { token, clock } = made();
    expect(token.display()).toEqual({ kind: 'off' });
    token.press();
    clock.advance(29_999);
    expect(token.display().kind).toBe('code');
    clock.advance(1);
    expect(token.display()).toEqual({ kind: 'off' });
  });

  it('keeps the code of the press where it is latched, and follows the steps where it refreshes', () => {
    for (const display of ['latched', 'refreshing'] as const) {
      const { token, clock } = made({ profile: { ...generic, display }, quartz: exact });
      clock.advance(29_500);
      const pressed = token.code();
      clock.advance(1000);
      const shown = token.display();
      const next = totp(secretOf(token), START + 30);
      expect(shown).toMatchObject({ kind: 'code', code: display === 'latched' ? pressed : next });
    }
  });

  it('loses segments one by one while the battery goes, never gains one, and none is left at the end', () => {
    const { token } = made();
    const count = (): number => {
      const shown = token.press();
      if (shown.kind !== 'code') return 0;
      return shown.segments.reduce((sum, mask) => sum + mask.toString(2).replaceAll('0', '').length, 0);
    };
    token.freeze();
    let before = count();
    const counts = [before];
    for (let level = 0.08; level > 0; level -= 0.002) {
      token.setBattery(level);
      const now = count();
      expect(now).toBeLessThanOrEqual(before);
      before = now;
      counts.push(now);
    }
    expect(new Set(counts).size).toBeGreaterThan(5);
  });
});

describe('the battery of a token', () => {
  it('when empty shows nothing, by name, and stops the clock until it is swapped', () => {
    const { token, clock } = made({ quartz: exact });
    token.setBattery(0);
    const stood = token.inspect().tokenSeconds;
    expect(token.press()).toEqual({ kind: 'blank', because: 'battery-empty' });
    expect(() => token.code()).toThrow('expected a code, its battery is empty');
    clock.advance(3_600_000);
    expect(token.inspect()).toMatchObject({ clock: 'stopped', tokenSeconds: stood, batteryStage: 'empty' });
    token.swapBattery(20);
    expect(token.inspect()).toMatchObject({ clock: 'running', batteryLevel: 1, tokenSeconds: stood - 20 });
    expect(token.press().kind).toBe('code');
  });

  it('when failing costs a quarter of the time, or restarts the clock, as the profile says', () => {
    const lifeMs = 1000 * yearSeconds;
    const loses = made({ quartz: exact, profile: { ...generic, battery: { ...generic.battery, slowPpm: 0 } } });
    loses.token.setBattery(generic.battery.failsBelow);
    loses.clock.advance(400_000);
    expect(loses.token.inspect().offsetSeconds).toBeCloseTo(-100, 3);
    const restarts = made({ profile: programmable, quartz: exact });
    restarts.clock.advance(programmable.battery.shelfYears * (1 - programmable.battery.failsBelow) * lifeMs + 5000);
    expect(restarts.token.inspect().tokenSeconds).toBeCloseTo(5, 1);
    const pressed = made({ profile: programmable, quartz: exact });
    pressed.token.setBattery(0.01);
    expect(pressed.token.inspect().tokenSeconds).toBe(0);
  });

  it('is used up by presses that nobody looks at', () => {
    const { token } = made({ profile: counterToken });
    token.pocket(60_000);
    expect(token.press()).toEqual({ kind: 'blank', because: 'battery-empty' });
  });
});

describe('a token that counts', () => {
  it('advances at each press, also in a pocket, and keeps its place without power', () => {
    const { token } = made({ profile: counterToken, counter: 7 });
    expect(token.code()).toBe(hotp(secretOf(token), 7));
    token.pocket(100);
    token.swapBattery();
    expect(token.code()).toBe(hotp(secretOf(token), 108));
  });

  it('shows nothing, by name, after the last value of its counter', () => {
    const battery = { ...counterToken.battery, perPress: 0 };
    const { token } = made({ profile: { ...counterToken, counterBits: 16, battery }, counter: 5 });
    token.pocket(65_535);
    expect(token.code()).toBe(hotp(secretOf(token), 5 + 65_535));
    expect(token.press()).toEqual({ kind: 'blank', because: 'counter-exhausted' });
  });
});

describe('a reseed', () => {
  it('leaves nothing of the old secret; the clock is kept or begins again', () => {
    const { token } = made({ quartz: exact, skewSeconds: 40 });
    const old = token.save().kept.secret;
    token.press();
    token.reseed(rfcSecret);
    expect(token.display()).toEqual({ kind: 'off' });
    expect(JSON.stringify(token.save())).not.toContain(old);
    expect(token.code()).toBe(totp(rfcSecret, START + 40));
    token.reseed(rfcSecret, { keepsClock: false });
    expect(token.inspect().tokenSeconds).toBe(generic.restartSeconds);
    const counted = made({ profile: counterToken, counter: 3 });
    counted.token.pocket(9);
    counted.token.reseed(rfcSecret);
    expect(counted.token.code()).toBe(hotp(rfcSecret, 3));
  });
});

/** One thing that may happen to a token. */
const anyEvent: fc.Arbitrary<(token: OathToken) => void> = fc.oneof(
  fc.constant((token: OathToken) => void token.press()),
  fc.nat(50).map((presses) => (token: OathToken) => token.pocket(presses)),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((seconds) => (token: OathToken) => token.setClock(seconds)),
  fc.double({ min: -1000, max: 1000, noNaN: true }).map((seconds) => (token: OathToken) => token.jump(seconds)),
  fc.constant((token: OathToken) => token.freeze()),
  fc.constant((token: OathToken) => token.thaw()),
  fc.constant((token: OathToken) => token.restart()),
  fc.nat(100).map((seconds) => (token: OathToken) => token.swapBattery(seconds)),
  fc.double({ min: 0, max: 0.2, noNaN: true }).map((level) => (token: OathToken) => token.setBattery(level)),
  fc.integer({ min: -10, max: 50 }).map((at) => (token: OathToken) => token.setTemperature(at)),
  fc.uint8Array({ minLength: 1, maxLength: 64 }).map((secret) => (token: OathToken) => token.reseed(secret)),
);

describe('a saved token', () => {
  it('restored at any moment is the token that went on', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...oathProfiles),
        fc.array(fc.tuple(anyEvent, fc.integer({ min: 0, max: yearSeconds * 1000 })), { minLength: 1, maxLength: 12 }),
        fc.nat(11),
        (profile, events, savedAfter) => {
          const { token: whole, clock } = made({ profile, temperature: { meanC: 21, dailyC: 2 } });
          let other: OathToken = whole;
          for (const [index, [happens, waitMs]] of events.entries()) {
            if (index === savedAfter % events.length) {
              const state = JSON.parse(JSON.stringify(whole.save())) as OathState;
              const env = { clock, random: seededRandom('not looked at') };
              other = createOathToken({ profile, env, state });
              expect(other.save()).toEqual(whole.save());
            }
            happens(whole);
            if (other !== whole) happens(other);
            clock.advance(waitMs);
          }
          expect(other.inspect()).toEqual(whole.inspect());
          expect(other.display()).toEqual(whole.display());
          expect(other.press()).toEqual(whole.press());
          expect(other.save()).toEqual(whole.save());
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is not changed by being looked at', () => {
    const { token, clock } = made();
    token.press();
    const before = token.save();
    clock.advance(12_345);
    token.inspect();
    token.display();
    expect(token.save()).toEqual(before);
  });

  it('refuses a state of another personality, and misses a temperature that was a function', () => {
    const env = { clock: new ManualClock(), random: seededRandom(1) };
    const state = made({ temperature: () => 20 }).token.save();
    expect(() => createOathToken({ profile: counterToken, env, state })).toThrow('expected one of profile hotp');
    expect(() => createOathToken({ profile: generic, env, state }).inspect()).toThrow(/^temperature: expected/);
    expect(createOathToken({ profile: generic, env, state, temperature: () => 20 }).inspect().temperatureC).toBe(20);
  });
});

describe('createOathToken', () => {
  it('draws the same token from the same seed, its crystal within the data sheet', () => {
    expect(made({ seed: 5 }).token.save()).toEqual(made({ seed: 5 }).token.save());
    expect(made({ seed: 5 }).token.save().kept).not.toEqual(made({ seed: 6 }).token.save().kept);
    const crystals = Array.from({ length: 200 }, (_, seed) => made({ seed }).token.save().quartz.ppm);
    expect(crystals.every((ppm) => Math.abs(ppm) <= generic.dataSheet.ppmAt25)).toBe(true);
    expect(Math.max(...crystals) - Math.min(...crystals)).toBeGreaterThan(generic.dataSheet.ppmAt25);
  });

  it('refuses what fits no token, by name', () => {
    const wrong: [Partial<OathTokenOptions>, RegExp][] = [
      [{ profile: { ...generic, digits: 5 } }, /digits: expected 6 to 10, received 5/],
      [{ profile: { ...generic, digits: 6.5 } }, /digits: expected a whole number/],
      [{ profile: { ...generic, periodSeconds: 0 } }, /periodSeconds: expected 1/],
      [{ secret: new Uint8Array(0) }, /secret: expected at least 1 byte/],
      [{ counter: -1 }, /counter: expected/],
      [{ skewSeconds: Number.NaN }, /skew: expected/],
    ];
    for (const [options, message] of wrong) expect(() => made(options)).toThrow(message);
    const { token } = made();
    expect(() => token.setBattery(1.1)).toThrow(/^battery: expected 0 to 1/);
    expect(() => token.swapBattery(-1)).toThrow(/^gap: expected/);
  });
});
