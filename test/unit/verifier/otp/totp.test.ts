import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { hotp } from '../../../../src/oath/hotp.ts';
import { startOfStep, stepAt } from '../../../../src/oath/totp.ts';
import { type OtpProfile, type OtpProfileName, otpProfiles } from '../../../../src/verifier/otp/profiles.ts';
import { type OtpToken, otpToken } from '../../../../src/verifier/otp/token.ts';
import type { OtpPhase } from '../../../../src/verifier/otp/totp-profile.ts';
import { freshTotpState, type TotpState } from '../../../../src/verifier/otp/totp-state.ts';
import type { OtpVerdict } from '../../../../src/verifier/otp/verdict.ts';
import { verifyOtp } from '../../../../src/verifier/otp/verify-otp.ts';

const secret = utf8('12345678901234567890');
const YEAR = 365.25 * 86_400;
const WEEK = 7 * 86_400;
// a code of eight digits: two steps hardly ever share one
const token30 = otpToken(secret, { digits: 8 });
const token60 = otpToken(secret, { digits: 8, periodSeconds: 60 });

function codeAt(token: OtpToken, step: number): string {
  return hotp(token.key, step, { digits: token.digits });
}

function attempt(
  profile: OtpProfile | OtpProfileName,
  token: OtpToken,
  step: number,
  nowSeconds: number,
  state: TotpState = freshTotpState,
  phase: OtpPhase = 'authentication',
): OtpVerdict<TotpState> {
  const one = typeof profile === 'string' ? otpProfiles[profile] : profile;
  return verifyOtp(one, { token, state, code: codeAt(token, step), nowSeconds, phase });
}

function acceptedSteps(
  profile: OtpProfileName,
  token: OtpToken,
  nowSeconds: number,
  state: TotpState,
  phase: OtpPhase,
  reach: number,
): number[] {
  const centre = stepAt(nowSeconds, token) + (state.driftSteps ?? 0);
  const found: number[] = [];
  for (let offset = -reach; offset <= reach; offset += 1) {
    if (attempt(profile, token, centre + offset, nowSeconds, state, phase).kind === 'accepted') found.push(offset);
  }
  return found;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_one, at) => from + at);
}

describe('the window of a profile', () => {
  const times = fc.integer({ min: 1_000_000_000, max: 4_000_000_000 });

  it.each<[OtpProfileName, number, number]>([
    ['rfc6238', -1, 1],
    ['entra', -2, 2],
    ['privacyidea', -6, 5],
    ['linotp', -6, 5],
    ['keycloak', -1, 1],
    ['liboath', -5, 5],
  ])('of %s is from step %i to step %i and nothing else', (profile, from, to) => {
    fc.assert(
      fc.property(times, (nowSeconds) => {
        expect(acceptedSteps(profile, token30, nowSeconds, freshTotpState, 'authentication', 12)).toEqual(
          range(from, to),
        );
      }),
      { seed: 5, numRuns: 50 },
    );
  });

  it.each([
    ['30 s', token30],
    ['60 s', token60],
  ] as const)('of entra at sign-in is two steps each side of the drift that was stored, for %s', (_name, token) => {
    fc.assert(
      fc.property(times, fc.integer({ min: -2880, max: 2880 }), (nowSeconds, driftSteps) => {
        expect(acceptedSteps('entra', token, nowSeconds, { driftSteps }, 'authentication', 6)).toEqual(range(-2, 2));
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it.each([
    ['30 s', token30],
    ['60 s', token60],
  ] as const)('of entra at activation is 2880 steps each side, for %s', (_name, token) => {
    const nowSeconds = 1_764_000_017;
    const centre = stepAt(nowSeconds, token);
    for (const [offset, isAccepted] of [
      [-2881, false],
      [-2880, true],
      [2880, true],
      [2881, false],
    ] as const) {
      const { kind } = attempt('entra', token, centre + offset, nowSeconds, freshTotpState, 'activation');
      expect({ offset, isAccepted: kind === 'accepted' }).toEqual({ offset, isAccepted });
    }
    fc.assert(
      fc.property(fc.integer({ min: -2880, max: 2880 }), (offset) => {
        const verdict = attempt('entra', token, centre + offset, nowSeconds, freshTotpState, 'activation');
        expect(verdict).toMatchObject({ kind: 'accepted', offset, state: { driftSteps: offset } });
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('of the real otplib is in seconds: two steps in the middle of one, three at its edge', () => {
    const start = startOfStep(40_000_000, token30);
    expect(acceptedSteps('otplib', token30, start + 15, freshTotpState, 'authentication', 3)).toEqual([-1, 0, 1]);
    expect(acceptedSteps('otplib', token30, start, freshTotpState, 'authentication', 3)).toEqual([-1, 0, 1]);
  });
});

describe('every profile', () => {
  const names = Object.keys(otpProfiles) as OtpProfileName[];

  it.each(names)('%s ends in a verdict for any text at any time', (name) => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^\d{0,12}$/)),
        fc.double({ min: -1e9, max: 1e11, noNaN: true }),
        (code, nowSeconds) => {
          const phase = 'authentication';
          const { kind } = verifyOtp(otpProfiles[name], {
            token: token30,
            state: freshTotpState,
            code,
            nowSeconds,
            phase,
          });
          expect(['accepted', 'refused']).toContain(kind);
        },
      ),
      { seed: 8, numRuns: 60 },
    );
  });

  it.each(names)('%s accepts the current code once', (name) => {
    const nowSeconds = 1_764_000_017;
    const step = stepAt(nowSeconds, token30);
    const first = attempt(name, token30, step, nowSeconds);
    expect(first).toMatchObject({ kind: 'accepted', step, offset: 0 });
    expect(attempt(name, token30, step, nowSeconds + 1, first.state).kind).toBe('refused');
  });
});

/** A token whose clock runs at a constant rate. */
function tokenTime(
  seconds: number,
  { startSeconds, offsetSeconds, ppm }: { startSeconds: number; offsetSeconds: number; ppm: number },
): number {
  return seconds + offsetSeconds + ((seconds - startSeconds) * ppm) / 1e6;
}

describe('touchstone', () => {
  it('refuses no weekly login of a token that drifts by up to 20 ppm, for ten years', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -240, max: 240 }),
        fc.nat(1000),
        (ppm, offsetSeconds, seed) => {
          const startSeconds = 1_764_000_017;
          const random = seededRandom(`typing/${seed}`);
          const clock = { startSeconds, offsetSeconds, ppm };
          let state: TotpState = freshTotpState;
          for (let week = 0; week < 522; week += 1) {
            const pressedSeconds = startSeconds + week * WEEK + (random.bytes(2)[0]! * 3600) / 256;
            const step = stepAt(tokenTime(pressedSeconds, clock), token30);
            const nowSeconds = pressedSeconds + 3 + (random.bytes(1)[0]! * 17) / 256;
            const phase = week === 0 ? 'activation' : 'authentication';
            const verdict = attempt('touchstone', token30, step, nowSeconds, state, phase);
            expect({ week, kind: verdict.kind }).toEqual({ week, kind: 'accepted' });
            state = verdict.state;
          }
        },
      ),
      { seed: 9, numRuns: 25 },
    );
  });

  it('brings a token back by two codes after a year unused', () => {
    fc.assert(
      fc.property(fc.integer({ min: -80, max: 80 }), (ppm) => {
        const startSeconds = 1_764_000_017;
        const clock = { startSeconds, offsetSeconds: 0, ppm };
        const activated = attempt(
          'touchstone',
          token30,
          stepAt(startSeconds, token30),
          startSeconds + 4,
          freshTotpState,
          'activation',
        );
        const laterSeconds = startSeconds + YEAR;
        const step = stepAt(tokenTime(laterSeconds, clock), token30);
        const first = attempt('touchstone', token30, step, laterSeconds + 5, activated.state);
        if (first.kind === 'accepted') return;
        expect(first.code).toBe('resync-needs-second-code');
        const second = attempt('touchstone', token30, step + 1, laterSeconds + 35, first.state);
        expect(second).toMatchObject({ kind: 'accepted', step: step + 1 });
        // the first code is remembered for five minutes; at this pace it is far off by itself as well
        if (Math.abs(ppm) < 50) return;
        expect(attempt('touchstone', token30, step + 1, laterSeconds + 310, first.state).kind).toBe('refused');
      }),
      { seed: 10, numRuns: 60 },
    );
  });

  it('refuses a step that no clock within its limits can show, and says so', () => {
    const nowSeconds = 1_764_000_017;
    const step = stepAt(nowSeconds, token30);
    const { state } = attempt('touchstone', token30, step, nowSeconds, freshTotpState, 'activation');
    const later = nowSeconds + 3600;
    expect(attempt('touchstone', token30, stepAt(later, token30) + 40, later, state)).toMatchObject({
      code: 'drift-impossible',
    });
    expect(attempt('touchstone', token30, stepAt(later, token30) - 5, later, state)).toMatchObject({
      code: 'drift-impossible',
    });
  });

  it('leaves a token alone after too many wrong codes, and not for ever', () => {
    const nowSeconds = 1_764_000_017;
    let state: TotpState = freshTotpState;
    for (let tries = 0; tries < 10; tries += 1)
      state = attempt('touchstone', token30, 5, nowSeconds + tries, state).state;
    const step = stepAt(nowSeconds + 20, token30);
    expect(attempt('touchstone', token30, step, nowSeconds + 20, state)).toMatchObject({ code: 'token-throttled' });
    const later = nowSeconds + 80;
    expect(attempt('touchstone', token30, stepAt(later, token30), later, state).kind).toBe('accepted');
  });
});

describe('the drift walk', () => {
  /** Codes harvested every 30 s, spent in order at a slower pace: how old the last one that was accepted had grown, in seconds. */
  function walk(profile: OtpProfileName, paceSeconds: number): number {
    const startSeconds = startOfStep(58_800_000, token30);
    let state = attempt(profile, token30, 58_800_000, startSeconds + 1, freshTotpState, 'activation').state;
    let age = 0;
    for (let login = 1; login <= 60; login += 1) {
      const nowSeconds = startSeconds + login * paceSeconds;
      // the oldest code that the verifier still takes, of those that were harvested
      for (let step = stepAt(nowSeconds, token30) - 200; step <= stepAt(nowSeconds, token30); step += 1) {
        const verdict = attempt(profile, token30, step, nowSeconds, state);
        if (verdict.kind !== 'accepted') continue;
        state = verdict.state;
        age = Math.max(age, nowSeconds - startOfStep(step + 1, token30));
        break;
      }
    }
    return age;
  }

  it('carries old codes far against privacyidea and linotp', () => {
    expect(walk('privacyidea', 240)).toBeGreaterThan(900);
    expect(walk('linotp', 240)).toBeGreaterThan(900);
  });

  it('gets nowhere against touchstone: no code is older than it may take to type one', () => {
    expect(walk('touchstone', 240)).toBeLessThan(90);
  });
});

describe('resync', () => {
  it('of privacyidea remembers its first code for ever', () => {
    const nowSeconds = 1_764_000_017;
    const far = stepAt(nowSeconds, token30) + 500;
    const first = attempt('privacyidea', token30, far, nowSeconds);
    expect(first).toMatchObject({ code: 'resync-needs-second-code' });
    expect(attempt('privacyidea', token30, far + 1, nowSeconds + YEAR, first.state).kind).toBe('accepted');
  });

  it('of linotp takes a second code up to three steps later, of privacyidea only the next', () => {
    const nowSeconds = 1_764_000_017;
    const far = stepAt(nowSeconds, token30) + 500;
    const state = (name: OtpProfileName): TotpState => attempt(name, token30, far, nowSeconds).state;
    expect(attempt('linotp', token30, far + 3, nowSeconds + 90, state('linotp')).kind).toBe('accepted');
    expect(attempt('privacyidea', token30, far + 3, nowSeconds + 90, state('privacyidea')).kind).toBe('refused');
  });
});

describe('a used code', () => {
  it('is the same with spaces in it, at every verifier', () => {
    const nowSeconds = 1_764_000_017;
    const code = codeAt(token30, stepAt(nowSeconds, token30));
    for (const profile of Object.values(otpProfiles)) {
      const verify = (text: string, state: TotpState): OtpVerdict<TotpState> =>
        verifyOtp(profile, { token: token30, state, code: text, nowSeconds, phase: 'authentication' });
      const first = verify(`${code.slice(0, 4)} ${code.slice(4)}`, freshTotpState);
      expect(first.kind, profile.name).toBe('accepted');
      expect(verify(code, first.state).kind, profile.name).toBe('refused');
      expect(verify(` ${code}`, first.state).kind, profile.name).toBe('refused');
    }
  });
});
