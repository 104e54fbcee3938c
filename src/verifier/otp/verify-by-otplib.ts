import { createRequire } from 'node:module';
import { stepAt } from '../../oath/totp.ts';
import { readCode } from './code.ts';
import type { LibraryProfile } from './profiles.ts';
import type { TotpState } from './totp-state.ts';
import type { OtpVerdict } from './verdict.ts';
import type { TotpAttempt } from './verify-totp.ts';

interface Otplib {
  verifySync(options: Readonly<Record<string, unknown>>): { readonly valid: boolean; readonly timeStep?: number };
}

let loaded: Otplib | undefined;

/** Verifies a code with the real otplib, which is loaded when it is first asked. What it throws is a refusal in its words. */
export function verifyByOtplib(profile: LibraryProfile, attempt: TotpAttempt): OtpVerdict<TotpState> {
  const { token, state, code, nowSeconds } = attempt;
  const read = readCode(code, token);
  if ('because' in read) return { kind: 'refused', code: 'code-malformed', because: read.because, state };
  loaded ??= createRequire(import.meta.url)('otplib') as Otplib;
  const { lastStep } = state;
  try {
    const result = loaded.verifySync({
      strategy: 'totp',
      secret: token.secret,
      token: code.replaceAll(' ', ''),
      epoch: Math.floor(nowSeconds),
      epochTolerance: profile.toleranceSeconds,
      period: token.periodSeconds,
      digits: token.digits,
      algorithm: token.key.hash.toLowerCase(),
      t0: token.t0Seconds,
      ...(lastStep === undefined ? {} : { afterTimeStep: lastStep }),
    });
    if (!result.valid || result.timeStep === undefined) {
      return { kind: 'refused', code: 'code-wrong', because: 'code: expected another, says otplib', state };
    }
    const { timeStep: step } = result;
    return { kind: 'accepted', step, offset: step - stepAt(nowSeconds, token), state: { ...state, lastStep: step } };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: 'refused', code: 'code-wrong', because: `otplib: ${error.message}`, state };
  }
}
