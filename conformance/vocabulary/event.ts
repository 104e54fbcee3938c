import type { Counterexample, Observation, RuleResult } from './verdict.ts';

/** What may be judged: a key, a relying party, a token of one-time codes, a verifier of them. */
export const subjects = ['key', 'verifier', 'oath-token', 'oath-verifier'] as const;
/** One of `subjects`. */
export type Subject = (typeof subjects)[number];

/** The target as a report names it. */
export interface TargetFacts {
  /** A key unless said. */
  readonly subject?: Subject;
  readonly uri: string;
  /** All zero for a relying party. */
  readonly aaguid: string;
  readonly versions: readonly string[];
  readonly transport: string;
  readonly firmware?: number;
}

/** What the engine says happened, in order. Every reporter is a listener and may ignore what it does not need. */
export type RunEvent =
  | {
      readonly kind: 'runStarted';
      readonly startedAt: string;
      readonly seed: number;
      readonly target: TargetFacts;
      readonly profile: string;
      readonly rules: number;
      readonly touches: number;
    }
  | { readonly kind: 'ruleStarted'; readonly id: string; readonly says: string; readonly runs: number }
  | { readonly kind: 'checkMade'; readonly id: string; readonly checks: number }
  | { readonly kind: 'counterexampleFound'; readonly id: string; readonly counterexample: Counterexample }
  | { readonly kind: 'ruleFinished'; readonly result: RuleResult }
  | { readonly kind: 'observed'; readonly observation: Observation }
  /** The person at the key is to touch it whenever it asks; it waits `withinMs` for each touch. */
  | { readonly kind: 'touchAsked'; readonly because: string; readonly withinMs?: number }
  /** From now on nobody may touch the key, until a touch is asked for or the next rule begins. */
  | { readonly kind: 'touchForbidden'; readonly because: string }
  | { readonly kind: 'linkLost'; readonly because: string }
  | { readonly kind: 'linkBack'; readonly afterMs: number }
  | {
      readonly kind: 'runFinished';
      readonly durationMs: number;
      readonly touches: number;
      readonly resets: number;
      /** Set when the run ended early: aborted, or the key gone for good. */
      readonly interrupted?: string;
    };

/** Hears everything. Must not throw. */
export type Listener = (event: RunEvent) => void;
