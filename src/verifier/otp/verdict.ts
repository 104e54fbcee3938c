/** Why a code was refused: stable slugs, part of the interface. */
export const otpRefusalCodes = [
  'code-malformed',
  'code-wrong',
  'code-replayed',
  'clock-before-t0',
  'drift-impossible',
  'resync-needs-second-code',
  'token-throttled',
] as const;
/** One of `otpRefusalCodes`. */
export type OtpRefusalCode = (typeof otpRefusalCodes)[number];

/** A code that was accepted. `State` is what the verifier stores of the token from now on. */
export interface OtpAccepted<State> {
  readonly kind: 'accepted';
  /** The step (TOTP) or counter (HOTP) whose code it is. */
  readonly step: number;
  /** How far that is from where the verifier looked first: negative for older codes. */
  readonly offset: number;
  readonly state: State;
}

/** A code that was refused. The state counts too: attempts are remembered, and the first code of a resync. */
export interface OtpRefused<State> {
  readonly kind: 'refused';
  readonly code: OtpRefusalCode;
  readonly because: string;
  readonly state: State;
}

/** The end of a verification. */
export type OtpVerdict<State> = OtpAccepted<State> | OtpRefused<State>;
