/** How far from the centre a verifier looks. */
export type TotpWindow =
  /** So many steps back and forward, both ends taken. */
  | { readonly unit: 'steps'; readonly back: number; readonly forward: number }
  /** So many seconds each side, as whole steps; half-open: the last step forward is left out. */
  | { readonly unit: 'seconds'; readonly seconds: number; readonly halfOpen: boolean };

/** In which order steps are tried: it decides which of two steps with the same code is meant. */
export type SearchOrder = 'oldest-first' | 'nearest-first';

/** What is kept of a token's drift after a success, and moves the centre from then on. */
export type DriftRule =
  /** Nothing. */
  | 'none'
  /** The matched step less the server's, in steps. */
  | 'steps'
  /** The start of the matched step less the server's time, in seconds: a perfect token is thought to be up to a step slow. */
  | 'seconds-from-now'
  /** The start of the matched step less that of the server's step, in seconds. */
  | 'seconds-from-step';

/** How a code is kept from being used again. */
export type ReplayRule =
  | 'none'
  /** Steps up to the last one that was used are refused. */
  | 'later-steps-only'
  /** The text of a code is remembered as long as its step can be in the window; another step with the same digits is refused too. */
  | 'code-text'
  /** The text of the last code alone, and steps up to its own while it is in the window. */
  | 'last-code';

/** Two codes in a row, where one alone is too far off. */
export interface ResyncRule {
  /** How far the first code may be, in steps each side. */
  readonly steps: number;
  /** By how many steps the second may follow the first. */
  readonly mostApart: number;
  /** How long the first code is remembered; absent: for ever. */
  readonly expiresSeconds?: number;
}

/** Attempts before a token is left alone for a while. */
export interface ThrottleRule {
  readonly attempts: number;
  readonly seconds: number;
}

/** A deployed verifier of TOTP, as data. */
export interface TotpProfile {
  readonly kind: 'window';
  readonly name: string;
  /** What it is, in one sentence. */
  readonly says: string;
  readonly activation: TotpWindow;
  readonly authentication: TotpWindow;
  readonly order: SearchOrder;
  readonly drift: DriftRule;
  readonly replay: ReplayRule;
  readonly resync?: ResyncRule;
  readonly throttle?: ThrottleRule;
}

/** The phase of a token's life: the first code that proves it, or one of the many after that. */
export type OtpPhase = 'activation' | 'authentication';

/** The steps back and forward of a window. */
export function stepsOf(
  window: TotpWindow,
  periodSeconds: number,
): { readonly back: number; readonly forward: number } {
  if (window.unit === 'steps') return window;
  const steps = Math.floor(window.seconds / periodSeconds);
  return { back: steps, forward: window.halfOpen ? steps - 1 : steps };
}
