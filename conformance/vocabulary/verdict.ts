import type { SpecReference } from './spec.ts';

/** The smallest input found that breaks a rule, and all that is needed to see it again. */
export interface Counterexample {
  /** The shrunk input, printed for people. */
  readonly input: string;
  readonly expected: string;
  readonly actual: string;
  /** The last frames, decoded, oldest first. */
  readonly transcript: readonly string[];
  readonly seed: number;
  /** fast-check's path to the shrunk input. */
  readonly path: string;
  /** The command that shows it again. */
  readonly replay: string;
}

/** What a rule says of a key. `violated` accuses the key, `broken` accuses us or the link. */
export type Verdict =
  | { readonly kind: 'upheld' }
  | { readonly kind: 'violated'; readonly counterexample: Counterexample }
  | { readonly kind: 'not-applicable'; readonly because: string }
  | { readonly kind: 'broken'; readonly because: string };

/** One rule, judged. */
export interface RuleResult {
  readonly id: string;
  readonly level: 'MUST' | 'SHOULD';
  readonly says: string;
  readonly spec: readonly SpecReference[];
  readonly verdict: Verdict;
  /** Property executions actually made. */
  readonly checks: number;
  readonly durationMs: number;
}

/** Something seen that is no verdict: a monitor's remark, a departure that was tolerated. */
export interface Observation {
  readonly rule?: string;
  readonly says: string;
}
