import type { Listener } from '../vocabulary/event.ts';
import type { JudgeProfile } from '../vocabulary/judge-profile.ts';
import type { Rule } from '../vocabulary/rule.ts';
import type { RuleResult } from '../vocabulary/verdict.ts';
import { judge } from './run.ts';
import type { Session } from './session.ts';

/** A fault as the matrix needs it. */
export interface FaultFacts {
  readonly id: string;
  /** The rules that must catch it, each of them. */
  readonly caughtBy: readonly string[];
  /** `SHOULD`: breaks only a SHOULD, and is killed when that is observed. */
  readonly level?: 'MUST' | 'SHOULD';
}

/** Which faults the catalogue kills: the answer to `touchstone faults test`. */
export interface KillMatrix {
  readonly faults: number;
  readonly killed: number;
  /** Faults that a rule they name did not catch. */
  readonly survivors: readonly string[];
  /** Rules that accuse the sound device, or break on it. */
  readonly falseAccusations: readonly string[];
  /** For each fault, the rules that caught it. */
  readonly matrix: Readonly<Record<string, readonly string[]>>;
}

/** How a matrix is made. */
export interface MatrixOptions {
  /** A fresh device with that fault, or the sound one. The matrix closes it. */
  readonly open: (faultId?: string) => Promise<Session> | Session;
  readonly faults: readonly FaultFacts[];
  readonly rules: readonly Rule[];
  readonly profile: JudgeProfile;
  readonly seed: number;
  readonly runs?: number;
  /** Every fault meets every rule, instead of those it names. */
  readonly all?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: (event: MatrixEvent) => void;
}

/** What happens while a matrix is made. */
export type MatrixEvent =
  | { readonly kind: 'soundJudged'; readonly rules: number; readonly falseAccusations: readonly string[] }
  | {
      readonly kind: 'faultJudged';
      readonly id: string;
      readonly killed: boolean;
      /** Rules that caught it. */
      readonly caughtBy: readonly string[];
      /** Rules it names that did not. */
      readonly missedBy: readonly string[];
      readonly done: number;
      readonly faults: number;
    };

/** Judges the sound device by every rule and each fault by the rules it names. Rejects with the signal's reason when aborted. */
export async function killMatrix(options: MatrixOptions): Promise<KillMatrix> {
  const known = new Set(options.rules.map((rule) => rule.id));
  for (const fault of options.faults) {
    const unknown = fault.caughtBy.find((id) => !known.has(id));
    if (unknown !== undefined) throw new RangeError(`killMatrix: ${fault.id} names ${unknown}, which is no rule`);
  }
  const sound = await verdicts(options, options.rules);
  const falseAccusations = [...new Set(sound.filter(({ verdict }) => isAccusing(verdict.kind)).map(({ id }) => id))];
  options.progress?.({ kind: 'soundJudged', rules: options.rules.length, falseAccusations });

  const matrix: Record<string, string[]> = {};
  const survivors: string[] = [];
  for (const [index, fault] of options.faults.entries()) {
    options.signal?.throwIfAborted();
    const against =
      options.all === true ? options.rules : options.rules.filter(({ id }) => fault.caughtBy.includes(id));
    const results = await verdicts(options, against, fault.id);
    const caughtBy = [...new Set(results.filter(({ verdict }) => verdict.kind === 'violated').map(({ id }) => id))];
    matrix[fault.id] = caughtBy;
    const missedBy = fault.caughtBy.filter((id) => !caughtBy.includes(id));
    const killed = missedBy.length === 0 && fault.caughtBy.length > 0;
    if (!killed) survivors.push(fault.id);
    const { length } = options.faults;
    options.progress?.({
      kind: 'faultJudged',
      id: fault.id,
      killed,
      caughtBy,
      missedBy,
      done: index + 1,
      faults: length,
    });
  }
  const { length } = options.faults;
  return { faults: length, killed: length - survivors.length, survivors, falseAccusations, matrix };
}

/** A rule that breaks on the sound device is no better than one that accuses it. */
function isAccusing(kind: RuleResult['verdict']['kind']): boolean {
  return kind === 'violated' || kind === 'broken';
}

async function verdicts(options: MatrixOptions, rules: readonly Rule[], faultId?: string): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  const listener: Listener = (event) => {
    if (event.kind === 'ruleFinished') results.push(event.result);
  };
  const session = await options.open(faultId);
  try {
    const { profile, seed, runs, signal } = options;
    await judge({
      session,
      rules,
      profile,
      seed,
      listener,
      ...(runs === undefined ? {} : { runs }),
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    await session.close();
  }
  options.signal?.throwIfAborted();
  return results;
}
