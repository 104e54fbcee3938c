import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { hotp } from '../../../../src/oath/hotp.ts';
import { otpToken } from '../../../../src/verifier/otp/token.ts';
import { type HotpState, touchstoneHotp, verifyHotp } from '../../../../src/verifier/otp/verify-hotp.ts';

const token = otpToken(utf8('12345678901234567890'), { digits: 8 });
const enter = (state: HotpState, counter: number, nowSeconds = 0): ReturnType<typeof verifyHotp> =>
  verifyHotp(touchstoneHotp, { token, state, code: hotp(token.key, counter, { digits: 8 }), nowSeconds });

describe('verifyHotp', () => {
  it('accepts the ten counters from the expected one and moves past the one that matched', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: -20, max: 30 }), (counter, ahead) => {
        if (counter + ahead < 0) return;
        const verdict = enter({ counter }, counter + ahead);
        if (ahead >= 0 && ahead < 10) {
          expect(verdict).toMatchObject({
            kind: 'accepted',
            step: counter + ahead,
            state: { counter: counter + ahead + 1 },
          });
          expect(enter(verdict.state, counter + ahead).kind).toBe('refused');
        } else expect(verdict.kind).toBe('refused');
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('brings a token back that was pressed in a pocket, by two codes in a row within five minutes', () => {
    const first = enter({ counter: 0 }, 400, 1000);
    expect(first).toMatchObject({ code: 'resync-needs-second-code' });
    expect(enter(first.state, 401, 1300)).toMatchObject({ kind: 'accepted', state: { counter: 402 } });
    expect(enter(first.state, 401, 1301).kind).toBe('refused');
    expect(enter(first.state, 402, 1010).kind).toBe('refused');
  });

  it('leaves a token alone after ten wrong codes, for a minute', () => {
    let state: HotpState = { counter: 0 };
    for (let tries = 0; tries < 10; tries += 1) state = enter(state, 50_000 + tries, 100).state;
    expect(enter(state, 0, 159)).toMatchObject({ code: 'token-throttled' });
    expect(enter(state, 0, 160)).toMatchObject({ kind: 'accepted' });
  });
});
