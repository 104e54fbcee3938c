import { type CodeFormat, type HotpKey, hotp } from './hotp.ts';

/** How time becomes steps (RFC 6238 section 4.1). */
export interface StepFormat {
  /** Seconds of a step, X; 30 unless given. */
  readonly periodSeconds?: number;
  /** The time of step 0, Unix seconds; 0 unless given. */
  readonly t0Seconds?: number;
}

/** The step of a time in Unix seconds, fractions allowed: rounded down, so that it is negative before T0. Throws `RangeError` for a period below 1 second. */
export function stepAt(seconds: number, { periodSeconds = 30, t0Seconds = 0 }: StepFormat = {}): number {
  if (!Number.isFinite(seconds)) throw new RangeError(`time: expected Unix seconds, received ${seconds}`);
  if (!Number.isFinite(periodSeconds) || periodSeconds < 1) {
    throw new RangeError(`period: expected at least 1 second, received ${periodSeconds}`);
  }
  return Math.floor((seconds - t0Seconds) / periodSeconds);
}

/** When a step begins, in Unix seconds. */
export function startOfStep(step: number, { periodSeconds = 30, t0Seconds = 0 }: StepFormat = {}): number {
  return step * periodSeconds + t0Seconds;
}

/** The TOTP code of a time in Unix seconds (RFC 6238). Throws `RangeError` for a time before T0: it has no step. */
export function totp(secret: Uint8Array | HotpKey, seconds: number, format: CodeFormat & StepFormat = {}): string {
  const step = stepAt(seconds, format);
  if (step < 0) throw new RangeError(`time: expected at least T0 (${format.t0Seconds ?? 0}), received ${seconds}`);
  return hotp(secret, step, format);
}
