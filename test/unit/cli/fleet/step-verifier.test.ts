import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCounts, BUCKETS, emptyCounts, type FleetOrder } from '../../../../cli/fleet/fleet-order.ts';
import { curvesOf, fleetCsv, fleetHtml } from '../../../../cli/fleet/fleet-report.ts';
import { runShard } from '../../../../cli/fleet/fleet-shard.ts';
import { stepVerifier } from '../../../../cli/fleet/step-verifier.ts';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { hotp } from '../../../../src/oath/hotp.ts';
import { type OtpProfileName, otpProfiles } from '../../../../src/verifier/otp/profiles.ts';
import { otpToken } from '../../../../src/verifier/otp/token.ts';
import { freshTotpState, type TotpState } from '../../../../src/verifier/otp/totp-state.ts';
import { verifyOtp } from '../../../../src/verifier/otp/verify-otp.ts';

const names = Object.keys(otpProfiles) as OtpProfileName[];
const BEGIN = 1_767_225_600;

/** Logins one after another: seconds until the next, and by how many steps the token is off. */
const logins = fc.array(
  fc.record({
    gapSeconds: fc.oneof(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 3600, max: 90 * 86_400 })),
    offset: fc.oneof(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -1200, max: 1200 })),
  }),
  { minLength: 1, maxLength: 25 },
);

describe('a verifier by steps', () => {
  it.each(names)('%s decides as the one that computes codes', (name) => {
    fc.assert(
      fc.property(logins, fc.constantFrom(30, 60), (times, periodSeconds) => {
        // eight digits, and an offset that moves slowly: two steps in one window hardly ever share a code
        const token = otpToken(utf8('12345678901234567890'), { periodSeconds, digits: 8 });
        const bySteps = stepVerifier(name, periodSeconds);
        bySteps.fresh();
        let state: TotpState = freshTotpState;
        let nowSeconds = BEGIN;
        for (const [at, { gapSeconds, offset }] of times.entries()) {
          nowSeconds += gapSeconds;
          const step = Math.floor(nowSeconds / periodSeconds) + offset;
          const phase = at === 0 ? 'activation' : 'authentication';
          const code = hotp(token.key, step, { digits: 8 });
          const verdict = verifyOtp(otpProfiles[name], {
            token,
            state: withoutFailures(state),
            code,
            nowSeconds,
            phase,
          });
          state = verdict.state;
          expect({ at, accepted: bySteps.login(step, nowSeconds, phase) }).toEqual({
            at,
            accepted: verdict.kind === 'accepted',
          });
        }
      }),
      { seed: 21, numRuns: 150 },
    );
  });
});

// a fleet's people make no mistakes, so nobody is throttled
function withoutFailures({ failures: _failures, ...state }: TotpState): TotpState {
  return state;
}

const order: FleetOrder = {
  tokens: 60,
  years: 2,
  verifiers: names,
  habit: 'weekly',
  ppmSpread: 10,
  skewSpreadSeconds: 20,
  temperatureSwingC: 6,
  periodSeconds: 30,
  seed: 7,
};

describe('a fleet', () => {
  it('is the same however it is cut into shards', () => {
    const whole = runShard({ order, from: 0, to: 60 });
    const parts = emptyCounts(names.length);
    for (const [from, to] of [
      [0, 7],
      [7, 31],
      [31, 60],
    ] as const)
      addCounts(parts, runShard({ order, from, to }));
    expect(parts).toEqual(whole);
  });

  it('keeps signing in where drift is followed, and ends where it is not', () => {
    const curves = curvesOf(order, runShard({ order, from: 0, to: 60 }));
    const last = (name: OtpProfileName): number =>
      curves.find(({ verifier }) => verifier === name)!.signedIn[BUCKETS - 1]!;
    expect(last('touchstone')).toBe(1);
    expect(last('privacyidea')).toBeGreaterThan(0.99);
    expect(last('keycloak')).toBeLessThan(0.3);
  });

  it('is reported with every verifier in chart, table and CSV', () => {
    const curves = curvesOf(order, runShard({ order, from: 0, to: 20 }));
    const html = fleetHtml(order, curves);
    for (const name of names) expect(html).toContain(`>${name}</text>`);
    expect(html).not.toMatch(/https?:\/\//);
    expect(fleetCsv(order, curves).trim().split('\n')).toHaveLength(1 + names.length * BUCKETS);
  });
});
