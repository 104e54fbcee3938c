import type { Listener, Subject } from '../vocabulary/event.ts';
import type { JudgeProfile } from '../vocabulary/judge-profile.ts';
import type { PartyRule } from '../vocabulary/party-rule.ts';
import type { Rule } from '../vocabulary/rule.ts';
import type { SubjectRule } from '../vocabulary/subject-rule.ts';
import type { RuleResult } from '../vocabulary/verdict.ts';
import { judgeParty } from './judge-party.ts';
import { judgeSubject } from './judge-subject.ts';
import type { PartySession } from './party-session.ts';
import { judge } from './run.ts';
import type { Session } from './session.ts';
import type { SubjectSession } from './subject-session.ts';

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

/** How the matrix of a key is made. */
export interface MatrixOptions extends MatrixHow {
  /** A fresh device with that fault, or the sound one. The matrix closes it. */
  readonly open: (faultId?: string) => Promise<Session> | Session;
  readonly rules: readonly Rule[];
}

/** How the matrix of a relying party is made. */
export interface PartyMatrixOptions extends MatrixHow {
  /** A fresh relying party with that fault, or the sound one. The matrix closes it. */
  readonly open: (faultId?: string) => Promise<PartySession> | PartySession;
  readonly rules: readonly PartyRule[];
}

/** How the matrix of a token or of a verifier of codes is made. */
export interface SubjectMatrixOptions<Context, Facts> extends MatrixHow {
  readonly subject: Subject;
  /** A fresh one with that fault, or the sound one. The matrix closes it. */
  readonly open: (faultId?: string) => SubjectSession<Context, Facts>;
  readonly rules: readonly SubjectRule<Context, Facts>[];
}

/** What all matrices are made by. */
interface MatrixHow {
  readonly faults: readonly FaultFacts[];
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
  | {
      readonly kind: 'soundJudged';
      readonly subject: Subject;
      readonly rules: number;
      readonly falseAccusations: readonly string[];
    }
  | {
      readonly kind: 'faultJudged';
      readonly subject: Subject;
      readonly id: string;
      readonly killed: boolean;
      /** Rules that caught it. */
      readonly caughtBy: readonly string[];
      /** Rules it names that did not. */
      readonly missedBy: readonly string[];
      readonly done: number;
      readonly faults: number;
    };

/** Judges the sound key by every rule and each fault by the rules it names. Rejects with the signal's reason when aborted. */
export function killMatrix(options: MatrixOptions): Promise<KillMatrix> {
  return matrixOf('key', options.rules, options, async (rules, listener, faultId) => {
    const session = await options.open(faultId);
    try {
      await judge({ session, rules, listener, ...judgedBy(options) });
    } finally {
      await session.close();
    }
  });
}

/** The same of a relying party. */
export function killPartyMatrix(options: PartyMatrixOptions): Promise<KillMatrix> {
  return matrixOf('verifier', options.rules, options, async (rules, listener, faultId) => {
    const session = await options.open(faultId);
    try {
      await judgeParty({ session, rules, listener, ...judgedBy(options) });
    } finally {
      await session.close();
    }
  });
}

/** The same of a token or of a verifier of codes. */
export function killSubjectMatrix<Context, Facts>(options: SubjectMatrixOptions<Context, Facts>): Promise<KillMatrix> {
  return matrixOf(options.subject, options.rules, options, async (rules, listener, faultId) => {
    const session = options.open(faultId);
    try {
      await judgeSubject({ session, rules, listener, ...judgedBy(options) });
    } finally {
      await session.close();
    }
  });
}

/** Several matrices as one. */
export function joinMatrices(matrices: readonly KillMatrix[]): KillMatrix {
  return {
    faults: matrices.reduce((total, { faults }) => total + faults, 0),
    killed: matrices.reduce((total, { killed }) => total + killed, 0),
    survivors: matrices.flatMap(({ survivors }) => survivors),
    falseAccusations: matrices.flatMap(({ falseAccusations }) => falseAccusations),
    matrix: Object.assign({}, ...matrices.map(({ matrix }) => matrix)) as KillMatrix['matrix'],
  };
}

function judgedBy({ profile, seed, runs, signal }: MatrixHow): Pick<MatrixHow, 'profile' | 'seed' | 'runs' | 'signal'> {
  return {
    profile,
    seed,
    ...(runs === undefined ? {} : { runs }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** Judges a fresh target, with that fault or none, by these rules. */
type JudgeFresh<Kind> = (rules: readonly Kind[], listener: Listener, faultId?: string) => Promise<void>;

async function matrixOf<Kind extends { readonly id: string }>(
  subject: Subject,
  rules: readonly Kind[],
  options: MatrixHow,
  judgeFresh: JudgeFresh<Kind>,
): Promise<KillMatrix> {
  const known = new Set(rules.map(({ id }) => id));
  for (const fault of options.faults) {
    const unknown = fault.caughtBy.find((id) => !known.has(id));
    if (unknown !== undefined) throw new RangeError(`killMatrix: ${fault.id} names ${unknown}, which is no rule`);
  }
  const sound = await verdicts(judgeFresh, rules, options.signal);
  const falseAccusations = [...new Set(sound.filter(({ verdict }) => isAccusing(verdict.kind)).map(({ id }) => id))];
  options.progress?.({ kind: 'soundJudged', subject, rules: rules.length, falseAccusations });

  const matrix: Record<string, string[]> = {};
  const survivors: string[] = [];
  for (const [index, fault] of options.faults.entries()) {
    options.signal?.throwIfAborted();
    const against = options.all === true ? rules : rules.filter(({ id }) => fault.caughtBy.includes(id));
    const results = await verdicts(judgeFresh, against, options.signal, fault.id);
    const caughtBy = [...new Set(results.filter(({ verdict }) => verdict.kind === 'violated').map(({ id }) => id))];
    matrix[fault.id] = caughtBy;
    const missedBy = fault.caughtBy.filter((id) => !caughtBy.includes(id));
    const killed = missedBy.length === 0 && fault.caughtBy.length > 0;
    if (!killed) survivors.push(fault.id);
    const { length } = options.faults;
    options.progress?.({
      kind: 'faultJudged',
      subject,
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

async function verdicts<Kind>(
  judgeFresh: JudgeFresh<Kind>,
  rules: readonly Kind[],
  signal: AbortSignal | undefined,
  faultId?: string,
): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  const listener: Listener = (event) => {
    if (event.kind === 'ruleFinished') results.push(event.result);
  };
  await judgeFresh(rules, listener, faultId);
  signal?.throwIfAborted();
  return results;
}
