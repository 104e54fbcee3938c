import { systemClock } from '../../src/env/system.ts';
import { findNearestStep } from '../../src/oath/search.ts';
import { stepAt } from '../../src/oath/totp.ts';
import { readCode } from '../../src/verifier/otp/code.ts';
import { otpProfiles } from '../../src/verifier/otp/profiles.ts';
import { type OtpToken, otpToken } from '../../src/verifier/otp/token.ts';
import type { OtpPhase } from '../../src/verifier/otp/totp-profile.ts';
import { verifyOtp } from '../../src/verifier/otp/verify-otp.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { oathFormat, type SecretOptions } from '../oath/secret-options.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';

/** The options of `touchstone oath verify`. */
export interface OathVerifyOptions extends SecretOptions {
  readonly code: string;
  readonly verifier: string;
  readonly phase: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly t0?: number;
  readonly driftSteps?: number;
  readonly lastStep?: number;
  readonly json?: boolean;
}

/** How far around the server's step a refused code is looked for, to say whose it is. */
const EXPLAINED_STEPS = 3000;

/** `touchstone oath verify`: exit 0 accepted, 1 refused, with the reason and the step. */
export async function oathVerify(options: OathVerifyOptions): Promise<ExitCode> {
  const profile = Object.hasOwn(otpProfiles, options.verifier)
    ? otpProfiles[options.verifier as keyof typeof otpProfiles]
    : undefined;
  if (profile === undefined) {
    const known = Object.keys(otpProfiles).join(', ');
    throw new UsageError(
      `--verifier: expected one of ${known}, received ${JSON.stringify(options.verifier.slice(0, 40))}`,
    );
  }
  const { secret, hash, digits, periodSeconds } = await oathFormat(options);
  const token = otpToken(secret, { hash, digits, periodSeconds, t0Seconds: options.t0 ?? 0 });
  const nowSeconds = (options.at ?? systemClock.nowMs()) / 1000;
  const { driftSteps = 0, lastStep } = options;
  const state = {
    driftSteps,
    driftSeconds: driftSteps * periodSeconds,
    ...(lastStep === undefined ? {} : { lastStep }),
    ...(driftSteps === 0 ? {} : { observations: [observed(driftSteps, periodSeconds, nowSeconds)] }),
  };
  const { driftSeconds: _seconds, observations: _observations, ...inSteps } = state;
  const { driftSteps: _steps, ...inSeconds } = state;
  const keepsSteps = profile.kind !== 'window' || profile.drift === 'steps' || profile.drift === 'none';
  const verdict = verifyOtp(profile, {
    token,
    state: profile.kind === 'estimating' ? state : keepsSteps ? inSteps : inSeconds,
    code: options.code,
    nowSeconds,
    phase: options.phase as OtpPhase,
  });
  const server = stepAt(nowSeconds, token);
  const step = verdict.kind === 'accepted' ? verdict.step : nearestStep(token, options.code, server + driftSteps);
  const offset = step === undefined ? undefined : step - server - driftSteps;
  if (options.json === true) {
    const { state: after, ...said } = verdict;
    await toStdoutAsJson({
      ...said,
      ...(step === undefined ? {} : { step, offset }),
      verifier: profile.name,
      phase: options.phase,
      serverStep: server,
      state: after,
    });
  } else {
    const where = step === undefined ? '' : `step ${step}, ${shown(offset!)} the centre`;
    await toStdout(
      verdict.kind === 'accepted'
        ? `accepted: ${where}\n`
        : `refused: ${verdict.code}\n  ${verdict.because}\n  ${step === undefined ? `no step within ${EXPLAINED_STEPS} has this code` : `the code is that of ${where}`}\n`,
    );
  }
  return verdict.kind === 'accepted' ? exitCode.upheld : exitCode.violated;
}

function shown(offset: number): string {
  if (offset === 0) return 'at';
  return offset > 0 ? `${offset} after` : `${-offset} before`;
}

function nearestStep(token: OtpToken, code: string, centre: number): number | undefined {
  const read = readCode(code, token);
  if ('because' in read) return undefined;
  const { key, digits } = token;
  return findNearestStep(key, read.value, digits, centre, centre - EXPLAINED_STEPS, centre + EXPLAINED_STEPS);
}

/** A drift that was stored, as the estimating verifier keeps it. */
function observed(driftSteps: number, periodSeconds: number, atSeconds: number) {
  const middle = driftSteps * periodSeconds;
  return { atSeconds, lowSeconds: middle - periodSeconds / 2, highSeconds: middle + periodSeconds / 2 };
}
