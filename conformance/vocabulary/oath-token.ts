import type { OathHash } from '../../src/oath/oath-hash.ts';
import { type SubjectRule, type SubjectRuleDefinition, subjectRule } from './subject-rule.ts';

/** What a token's data sheet claims. */
export interface TokenSheet {
  readonly kind: 'totp' | 'hotp';
  readonly hash: OathHash;
  readonly digits: number;
  readonly periodSeconds: number;
  /** Unix seconds of step 0 where none other is chosen. */
  readonly t0Seconds: number;
  /** The clock reads below this, in Unix seconds. */
  readonly clockEndsSeconds: number;
  /** The counter has this many values above its start. */
  readonly counterValues: number;
  /** How long the display stays lit after a press. */
  readonly displaySeconds: number;
  /** Whether a lit display keeps the code of the press, or follows the steps. */
  readonly display: 'latched' | 'refreshing';
  /** The rate of a new token at 25 °C is at most this far from 0, in parts per million. */
  readonly ppmAt25: number;
  /** How much ageing and wandering may add to that within some years, in parts per million. */
  readonly wanderPpm: (years: number) => number;
  /** Where it may be used, in °C. */
  readonly temperatureC: readonly [number, number];
  /** How much slower it may run at a temperature than at 25 °C, in parts per million. */
  readonly slowerPpm: (temperatureC: number) => number;
  /** Years in which the battery costs the clock nothing. */
  readonly serviceYears: number;
}

/** What can be done to a token while it is judged. */
export interface TokenPowers {
  /** Its clock can be set. */
  readonly setsClock: boolean;
  /** It can be given a secret, of this many bytes. */
  readonly secretBytes?: { readonly least: number; readonly most: number };
  /** A new secret can be given without touching the clock. */
  readonly keepsClockAtReseed: boolean;
  /** T0 can be chosen. */
  readonly choosesT0: boolean;
  /** HOTP: the counter of the first press can be chosen. */
  readonly choosesCounter: boolean;
  /** It can be laid into the warm and the cold. */
  readonly temperature: boolean;
  /** Its battery can be emptied and changed. */
  readonly battery: boolean;
  /** Years pass in no time. */
  readonly years: boolean;
}

/** What a token is ordered with. */
export interface TokenOrder {
  readonly secret: Uint8Array;
  /** When it is made, in Unix seconds; its clock is then right but for the skew it comes with. */
  readonly atSeconds: number;
  readonly t0Seconds?: number;
  /** HOTP: the counter of its first press; 0 unless given. */
  readonly counter?: number;
  /** Where it lies; 25 °C unless given. */
  readonly temperatureC?: number;
}

/** What is read off a token. */
export type Shown =
  | { readonly kind: 'code'; readonly code: string }
  /** Nobody pressed, or the time-out is over. */
  | { readonly kind: 'off' }
  /** A press brings nothing up, and why. */
  | { readonly kind: 'blank'; readonly because: string };

/** One token. Everything happens at a time in Unix seconds that never goes back. */
export interface OathTokenPort {
  press(atSeconds: number): Promise<Shown>;
  /** What shows, nothing being pressed. */
  display(atSeconds: number): Promise<Shown>;
  setClock(atSeconds: number, seconds: number): Promise<void>;
  /** A new secret; the clock is kept. */
  reseed(atSeconds: number, secret: Uint8Array): Promise<void>;
  /** So many presses in a pocket that nobody looks at. */
  pocket(atSeconds: number, presses: number): Promise<void>;
  emptyBattery(atSeconds: number): Promise<void>;
  swapBattery(atSeconds: number): Promise<void>;
}

/** A model of token that is judged: tokens of it can be had, each as new. */
export interface OathTokenModel {
  readonly sheet: TokenSheet;
  readonly powers: TokenPowers;
  issue(order: TokenOrder): Promise<OathTokenPort>;
  /** What was done and read, as lines of text, oldest first. */
  transcript(): string[];
  forgetTranscript(): void;
  close(): Promise<void>;
}

/** What is known of a token before a rule runs. */
export interface TokenFacts {
  readonly sheet: TokenSheet;
  readonly powers: TokenPowers;
}

/** What the property of a token's rule is given. */
export interface TokenContext extends TokenFacts {
  readonly model: OathTokenModel;
}

/** A rule of a hardware token. */
export type TokenRule = SubjectRule<TokenContext, TokenFacts>;

/** Makes a rule of a hardware token. */
export function tokenRule<Ts>(definition: SubjectRuleDefinition<TokenContext, TokenFacts, Ts>): TokenRule {
  return subjectRule(definition);
}
