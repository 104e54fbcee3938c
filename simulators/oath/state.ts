import type { Battery } from './battery.ts';
import type { Quartz } from './quartz.ts';
import type { Temperature } from './temperature.ts';

/** A clock: running, so far ahead of true time at a time; or held at a value. Seconds. */
export type ClockState =
  | { readonly kind: 'running'; readonly atSeconds: number; readonly offsetSeconds: number }
  | { readonly kind: 'frozen'; readonly heldSeconds: number };

/** What stays when the battery is taken out. */
export interface KeptState {
  /** Lower-case hex. */
  readonly secret: string;
  /** HOTP: the counter of the first press. */
  readonly counterStart: number;
  /** HOTP: presses since. */
  readonly presses: number;
}

/** What lives until power-off. */
export interface PoweredState {
  readonly presses: number;
  readonly clock: ClockState;
  /** The last press, until the display is dark. */
  readonly display?: LitDisplay;
}

/** What a press put on the display. */
export interface LitDisplay {
  readonly litAtSeconds: number;
  readonly code: string;
  /** The step or counter of it. */
  readonly counter: number;
}

/**
 * A token as plain data: it goes through JSON unchanged. Nothing in it moves by itself; events replace it, and what a
 * clock reads is computed from it and the time. So a token that is saved and restored at any moment is the same token.
 * It holds the secret.
 */
export interface OathState {
  readonly format: 'touchstone-oath-token/1';
  readonly profile: string;
  readonly serial: string;
  readonly seed: number;
  readonly quartz: Quartz;
  readonly kept: KeptState;
  readonly powered: PoweredState;
  readonly battery: Battery;
  /** `given`: a function that the caller hands in. */
  readonly temperature: Temperature | 'given';
}
