import type { JudgeProfile } from '../vocabulary/judge-profile.ts';
import type { Listener } from '../vocabulary/event.ts';
import type { Rule } from '../vocabulary/rule.ts';
import type { Session } from './session.ts';

/** What a run is made of. */
export interface JudgeOptions {
  readonly session: Session;
  readonly rules: readonly Rule[];
  readonly profile: JudgeProfile;
  /** A signed 32-bit integer; with the same seed every rule gets the same inputs. */
  readonly seed: number;
  /** Random inputs a rule, instead of the rule's own number; a rule without chance keeps its one. */
  readonly runs?: number;
  /** Rules begun after this long are not judged. */
  readonly timeBudgetMs?: number;
  /** Replay: fast-check's path to one input, for one rule. */
  readonly path?: string;
  readonly listener: Listener;
  readonly signal?: AbortSignal;
  /** The longest one rule may take; it then speaks from the checks made. */
  readonly ruleDeadlineMs?: number;
  /** The file whose JSON report is being written, for replay lines. */
  readonly reportFile?: string;
  /** People's time, for the date and durations in reports and for budgets. Default: the session's clock. */
  readonly nowMs?: () => number;
}

/** Judges a key: every rule gets its verdict, every step is told to the listener. Ends always with `runFinished`; rejects only on mistakes of ours before the run begins. */
export async function judge(options: JudgeOptions): Promise<void> {
  throw new Error(`engine: not written yet (${options.seed})`);
}
