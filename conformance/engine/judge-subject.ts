import type { IRawProperty } from 'fast-check';
import { seededRandom } from '../../src/env/seeded-random.ts';
import type { Listener } from '../vocabulary/event.ts';
import type { JudgeProfile } from '../vocabulary/judge-profile.ts';
import { isPartyError, type PartyError } from '../vocabulary/relying-party.ts';
import type { SubjectRule } from '../vocabulary/subject-rule.ts';
import type { RuleResult, Verdict } from '../vocabulary/verdict.ts';
import { NotApplicable, Violation } from '../vocabulary/violation.ts';
import { describeFault } from './accusation.ts';
import { breathing } from './breathing.ts';
import { checkOrReplay, unlessAborted } from './check-property.ts';
import { replayLine } from './replay-line.ts';
import { ruleSeed } from './rule-seed.ts';
import { isIncluded } from './select.ts';
import type { SubjectOpening, SubjectSession } from './subject-session.ts';
import { verdictOfTrial } from './trial-verdict.ts';
import type { Settled, Trial, Watch } from './watched-property.ts';

/** What a run at a subject is made of. */
export interface JudgeSubjectOptions<Context, Facts> {
  readonly session: SubjectSession<Context, Facts>;
  readonly rules: readonly SubjectRule<Context, Facts>[];
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
  /** Aborting ends the run with what was found so far. */
  readonly signal?: AbortSignal;
  /** The file whose JSON report is being written, for replay lines. */
  readonly reportFile?: string;
  /** People's time, for the date and durations in reports and for budgets. Default: the session's clock. */
  readonly nowMs?: () => number;
}

const NO_AAGUID = '00000000-0000-0000-0000-000000000000';
const MOST_SHRINKS = 40;
const RULE_DEADLINE_MS = 300_000;

/** What all rules of a run share. */
interface Bench<Context, Facts> extends JudgeSubjectOptions<Context, Facts> {
  readonly facts: Facts;
  readonly nowMs: () => number;
  readonly budgetEndsMs: number;
  readonly breathe: () => Promise<void>;
  /** Set when the subject is gone for good: no further rule is judged. */
  gone: string | undefined;
}

/**
 * Judges a subject by the same events as a key: every rule gets its verdict. The last event is always `runFinished`, also when
 * the run is aborted or the subject is gone; rejects only on mistakes of ours. The session stays open.
 */
export async function judgeSubject<Context, Facts>(options: JudgeSubjectOptions<Context, Facts>): Promise<void> {
  const { session, listener, profile, seed, signal } = options;
  const nowMs = options.nowMs ?? (() => session.env.clock.nowMs());
  const startMs = nowMs();
  const found = await opening(session, seed, signal);
  const plan = planSubject(options.rules, 'facts' in found ? found.facts : undefined, profile, options.runs);
  listener({
    kind: 'runStarted',
    startedAt: new Date(startMs).toISOString(),
    seed,
    target: {
      subject: session.subject,
      uri: session.uri,
      aaguid: NO_AAGUID,
      versions: [],
      transport: session.transport,
    },
    profile: profile.id,
    rules: plan.judged.length + plan.skipped.length,
    touches: 0,
  });
  let interrupted: string | undefined;
  if ('facts' in found) {
    for (const says of found.observations) listener({ kind: 'observed', observation: { says } });
    const bench: Bench<Context, Facts> = {
      ...options,
      facts: found.facts,
      nowMs,
      budgetEndsMs: startMs + (options.timeBudgetMs ?? Number.POSITIVE_INFINITY),
      breathe: breathing(nowMs),
      gone: undefined,
    };
    await judgeAll(bench, plan);
    interrupted = bench.gone;
  } else interrupted = found.because;
  if (interrupted === undefined && signal?.aborted === true) interrupted = 'aborted';
  listener({
    kind: 'runFinished',
    durationMs: Math.max(0, Math.round(nowMs() - startMs)),
    touches: 0,
    resets: 0,
    ...(interrupted === undefined ? {} : { interrupted }),
  });
}

/** Which rules a run judges, and which it leaves out and why. */
export interface SubjectPlan<Context, Facts> {
  readonly judged: readonly { readonly rule: SubjectRule<Context, Facts>; readonly runs: number }[];
  readonly skipped: readonly { readonly rule: SubjectRule<Context, Facts>; readonly because: string }[];
}

/** Selects and orders the rules; without facts all that the profile includes. */
export function planSubject<Context, Facts>(
  rules: readonly SubjectRule<Context, Facts>[],
  facts: Facts | undefined,
  profile: JudgeProfile,
  runs?: number,
): SubjectPlan<Context, Facts> {
  const judged: { rule: SubjectRule<Context, Facts>; runs: number }[] = [];
  const skipped: { rule: SubjectRule<Context, Facts>; because: string }[] = [];
  for (const rule of [...rules.filter(({ sanity }) => sanity === true), ...rules.filter(({ sanity }) => !sanity)]) {
    const applies = isIncluded(rule.id, profile)
      ? facts === undefined || rule.applies(facts)
      : `not part of profile ${profile.id}`;
    if (applies === true) judged.push({ rule, runs: rule.runs === 1 ? 1 : (runs ?? rule.runs) });
    else skipped.push({ rule, because: applies });
  }
  return { judged, skipped };
}

async function opening<Context, Facts>(
  session: SubjectSession<Context, Facts>,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<SubjectOpening<Facts>> {
  try {
    return await unlessAborted(session.open(seededRandom(`${seed}/opening`)), signal);
  } catch (error) {
    if (signal?.aborted === true) return { because: 'aborted' };
    if (!isPartyError(error)) throw error;
    return { because: error.kind === 'link' ? `it does not answer: ${error.message}` : error.message };
  }
}

async function judgeAll<Context, Facts>(
  bench: Bench<Context, Facts>,
  plan: SubjectPlan<Context, Facts>,
): Promise<void> {
  const { listener, signal, path } = bench;
  for (const { rule, because } of plan.skipped) listener({ kind: 'ruleFinished', result: unjudged(rule, because) });
  const sanity = plan.judged.filter(({ rule }) => rule.sanity === true);
  // Sanity once more at the end, where there was anything in between.
  const repeated = path === undefined && sanity.length < plan.judged.length ? sanity : [];
  for (const { rule, runs } of [...plan.judged, ...repeated]) {
    if (signal?.aborted === true || bench.gone !== undefined) return;
    if (bench.nowMs() > bench.budgetEndsMs) {
      listener({ kind: 'ruleFinished', result: unjudged(rule, 'the time budget is spent') });
      continue;
    }
    listener({ kind: 'ruleStarted', id: rule.id, says: rule.says, runs });
    listener({ kind: 'ruleFinished', result: await judgeRule(bench, rule, runs) });
    await bench.breathe();
  }
}

async function judgeRule<Context, Facts>(
  bench: Bench<Context, Facts>,
  rule: SubjectRule<Context, Facts>,
  runs: number,
): Promise<RuleResult> {
  const startMs = bench.nowMs();
  const trial: Trial = {
    checks: 0,
    shrinks: 0,
    accusation: undefined,
    notApplicable: undefined,
    fault: undefined,
    stopped: undefined,
  };
  const verdict = await trialOf(bench, rule, trial, runs, startMs);
  const { id, level, says, spec } = rule;
  const durationMs = Math.max(0, Math.round(bench.nowMs() - startMs));
  return { id, level, says, spec, verdict, checks: trial.checks, durationMs };
}

async function trialOf<Context, Facts>(
  bench: Bench<Context, Facts>,
  rule: SubjectRule<Context, Facts>,
  trial: Trial,
  runs: number,
  startMs: number,
): Promise<Verdict> {
  const { session, facts, seed, path, signal } = bench;
  try {
    // The tuple type is the rule's own business.
    const property = rule.property(session.context(facts)) as unknown as IRawProperty<unknown, true>;
    const how = { seed: ruleSeed(seed, rule.id), runs, path };
    const found = await checkOrReplay(property, trial, watchOf(bench, rule, startMs), how);
    return verdictOfTrial(trial, found, {
      ruleId: rule.id,
      seed,
      listener: bench.listener,
      replay: (to) =>
        replayLine(
          { target: session.uri, rule: rule.id, seed, path: to, runs, profile: bench.profile.id },
          bench.reportFile,
        ),
      gone: bench.gone,
      signal,
      nothing: 'no input fits',
    });
  } catch (error) {
    if (signal?.aborted === true) return { kind: 'not-applicable', because: 'interrupted' };
    return { kind: 'broken', because: describeFault(error) };
  }
}

function watchOf<Context, Facts>(
  bench: Bench<Context, Facts>,
  rule: SubjectRule<Context, Facts>,
  startMs: number,
): Watch {
  const { session, listener, signal } = bench;
  const read = async (error: unknown): Promise<Settled> => {
    if (signal?.aborted === true) return { kind: 'stop', because: 'interrupted' };
    if (error instanceof Violation) return { kind: 'violated', expected: error.expected, actual: error.actual };
    if (error instanceof NotApplicable) return { kind: 'not-applicable', because: error.message };
    if (!isPartyError(error)) return { kind: 'broken', because: describeFault(error) };
    if (error.kind === 'unwilling') return { kind: 'not-applicable', because: error.message };
    if (error.kind === 'protocol' || (await isBack(bench, error))) {
      return { kind: 'violated', expected: 'an answer of the protocol', actual: error.message };
    }
    bench.gone = `it does not answer any more: ${error.message}`;
    return { kind: 'stop', because: bench.gone };
  };
  return {
    stop: (trial) => {
      if (signal?.aborted === true) return 'interrupted';
      if (bench.gone !== undefined) return bench.gone;
      if (trial.shrinks >= MOST_SHRINKS) return 'the failure is small enough';
      const nowMs = bench.nowMs();
      if (nowMs > bench.budgetEndsMs) return 'the time budget is spent';
      return nowMs > startMs + RULE_DEADLINE_MS ? `the rule took longer than ${RULE_DEADLINE_MS} ms` : undefined;
    },
    before: async () => {
      await bench.breathe();
      session.forgetTranscript();
      return undefined;
    },
    after: async () => undefined,
    counted: (checks) => listener({ kind: 'checkMade', id: rule.id, checks }),
    read,
    transcript: () => session.transcript(),
    unlessAborted: (work) => unlessAborted(work, signal),
  };
}

/** Whether a subject that gave no answer gives one again. */
async function isBack<Context, Facts>(bench: Bench<Context, Facts>, error: PartyError): Promise<boolean> {
  bench.listener({ kind: 'linkLost', because: error.message });
  if (!(await bench.session.answers())) return false;
  bench.listener({ kind: 'linkBack', afterMs: 0 });
  return true;
}

function unjudged<Context, Facts>(rule: SubjectRule<Context, Facts>, because: string): RuleResult {
  const { id, level, says, spec } = rule;
  return { id, level, says, spec, verdict: { kind: 'not-applicable', because }, checks: 0, durationMs: 0 };
}
