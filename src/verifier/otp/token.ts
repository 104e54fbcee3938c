import { type CodeFormat, type HotpKey, hotpKey } from '../../oath/hotp.ts';
import type { OathHash } from '../../oath/oath-hash.ts';
import type { StepFormat } from '../../oath/totp.ts';

/** A token as a verifier knows it: its secret and how its codes are made. */
export interface OtpToken {
  readonly secret: Uint8Array;
  /** The secret, prepared once. */
  readonly key: HotpKey;
  readonly digits: number;
  readonly periodSeconds: number;
  readonly t0Seconds: number;
}

/** Makes a token of a secret; the key is prepared once. */
export function otpToken(secret: Uint8Array, format: CodeFormat & StepFormat = {}): OtpToken {
  const { hash = 'SHA1' as OathHash, digits = 6, periodSeconds = 30, t0Seconds = 0 } = format;
  return { secret, key: hotpKey(secret, hash), digits, periodSeconds, t0Seconds };
}
