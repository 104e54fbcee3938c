import type { OtpProfile } from './profiles.ts';
import type { TotpState } from './totp-state.ts';
import type { OtpVerdict } from './verdict.ts';
import { verifyByOtplib } from './verify-by-otplib.ts';
import { verifyEstimating } from './verify-estimating.ts';
import { type TotpAttempt, verifyTotp } from './verify-totp.ts';

/**
 * Verifies a time-based code as the verifier of that profile does. Pure and synchronous: what is to be stored is in the
 * verdict. Whatever the code is, it ends in a verdict.
 */
export function verifyOtp(profile: OtpProfile, attempt: TotpAttempt): OtpVerdict<TotpState> {
  switch (profile.kind) {
    case 'window':
      return verifyTotp(profile, attempt);
    case 'estimating':
      return verifyEstimating(profile, attempt);
    case 'library':
      return verifyByOtplib(profile, attempt);
  }
}
