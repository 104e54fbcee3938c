import { verifierCodeMutants } from './codes.ts';
import { verifierCounterMutants } from './counter.ts';
import { memoryMutants } from './memory.ts';
import type { OtpVerifierMutant } from './otp-verifier-mutant.ts';
import { windowMutants } from './windows.ts';

/** Every fault of a verifier of one-time codes, by family. */
export const otpVerifierMutants: readonly OtpVerifierMutant[] = [
  ...verifierCodeMutants,
  ...windowMutants,
  ...memoryMutants,
  ...verifierCounterMutants,
];
