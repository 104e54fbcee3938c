import { toHex } from '../../src/bytes/hex.ts';
import type { GetInfo } from '../../src/ctap2/get-info.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import type { Listener, TargetFacts } from '../vocabulary/event.ts';
import type { JudgeProfile } from '../vocabulary/judge-profile.ts';
import type { Rule } from '../vocabulary/rule.ts';
import type { RuleResult } from '../vocabulary/verdict.ts';
import { breathing } from './breathing.ts';
import { type Bench, judgeRule, USER_ACTION_MS } from './judge-rule.ts';
import { KeyKeeper } from './key-keeper.ts';
import { monitors } from './monitors.ts';
import { type Plan, planRun } from './plan.ts';
import { replayLine } from './replay-line.ts';
import type { Session } from './session.ts';
import { triedSession } from './trial.ts';
import { watchedLink } from './watched-link.ts';

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
  /** Aborting ends the run with what was found so far. */
  readonly signal?: AbortSignal;
  /** The longest one rule may take; it then speaks from the checks made. Default ten minutes. */
  readonly ruleDeadlineMs?: number;
  /** The file whose JSON report is being written, for replay lines. */
  readonly reportFile?: string;
  /** People's time, for the date and durations in reports and for budgets. Default: the session's clock. */
  readonly nowMs?: () => number;
}

const RULE_DEADLINE_MS = 600_000;
/** Where virtual time is all the time there is, it tells nothing of how long a rule keeps people waiting. */
function ruleDeadlineOf({ nowMs, session }: JudgeOptions): number {
  return nowMs === undefined && session.powers.virtualTime ? Number.POSITIVE_INFINITY : RULE_DEADLINE_MS;
}

/**
 * Judges a key: every rule gets its verdict and every step is told to the listener. The last event is always
 * `runFinished`, also when the run is aborted or the key is gone; rejects only on mistakes of ours.
 */
export async function judge(options: JudgeOptions): Promise<void> {
  const { session, listener } = options;
  const nowMs = options.nowMs ?? (() => session.env.clock.nowMs());
  const startMs = nowMs();
  const monitor = monitors((observation) => listener({ kind: 'observed', observation }), session.link.transport);
  const link = watchedLink(session.link, monitor, () => session.env.clock.nowMs(), options.signal);
  const keeper = new KeyKeeper(session, link, monitor, (because) =>
    listener({ kind: 'touchAsked', because, withinMs: USER_ACTION_MS }),
  );
  const bench: Bench = {
    session,
    link,
    keeper,
    listener,
    seed: options.seed,
    nowMs,
    signal: options.signal,
    budgetEndsMs: startMs + (options.timeBudgetMs ?? Number.POSITIVE_INFINITY),
    ruleDeadlineMs: options.ruleDeadlineMs ?? ruleDeadlineOf(options),
    breathe: breathing(nowMs),
    replayLine: (rule, path, runs) =>
      replayLine(
        { target: session.uri, rule: rule.id, seed: options.seed, path, runs, profile: options.profile.id },
        options.reportFile,
      ),
    gone: undefined,
  };
  await openingRead(bench);
  const plan = planRun(options.rules, keeper.facts, options.profile, bench.session, options.runs);
  listener({
    kind: 'runStarted',
    startedAt: new Date(startMs).toISOString(),
    seed: options.seed,
    target: targetFacts(session, keeper.facts.info),
    profile: options.profile.id,
    rules: plan.judged.length + plan.skipped.length,
    touches: plan.touches,
  });
  await judgeAll(bench, plan, options.path, (id) => monitor.ruleIs(id));
  const interrupted = bench.gone ?? (options.signal?.aborted === true ? 'aborted' : undefined);
  listener({
    kind: 'runFinished',
    durationMs: Math.max(0, Math.round(nowMs() - startMs)),
    touches: keeper.touches,
    resets: keeper.resets,
    ...(interrupted === undefined ? {} : { interrupted }),
  });
}

async function judgeAll(
  bench: Bench,
  plan: Plan,
  path: string | undefined,
  ruleIs: (id?: string) => void,
): Promise<void> {
  const { listener } = bench;
  if (bench.gone !== undefined) return;
  for (const { rule, because } of plan.skipped) listener({ kind: 'ruleFinished', result: unjudged(rule, because) });
  const sanity = plan.judged.filter(({ rule }) => rule.sanity === true);
  // Sanity once more at the end, where there was anything in between.
  const repeated = path === undefined && sanity.length < plan.judged.length ? sanity : [];
  for (const { rule, runs } of [...plan.judged, ...repeated]) {
    if (bench.signal?.aborted === true || bench.gone !== undefined) return;
    if (bench.nowMs() > bench.budgetEndsMs) {
      listener({ kind: 'ruleFinished', result: unjudged(rule, 'the time budget is spent') });
      continue;
    }
    ruleIs(rule.id);
    listener({ kind: 'ruleStarted', id: rule.id, says: rule.says, runs });
    if (bench.session.real === true && (rule.needs.touches ?? 0) > 0)
      listener({ kind: 'touchAsked', because: rule.says, withinMs: USER_ACTION_MS });
    listener({ kind: 'ruleFinished', result: await judgeRule(bench, rule, runs, path) });
    ruleIs(undefined);
    await bench.breathe();
  }
}

/** The first getInfo, and a trial of what the link claims. A target that does not answer at all ends the run before it begins. */
async function openingRead(bench: Bench): Promise<void> {
  try {
    const info = await bench.keeper.read();
    bench.session = await triedSession(bench.session, bench.link, info, bench.listener);
    bench.keeper.rely(bench.session);
    await bench.keeper.read();
  } catch (error) {
    if (bench.signal?.aborted === true) return;
    if (!(error instanceof TransportError)) throw error;
    bench.gone = `the key does not answer: ${error.message}`;
  }
}

function unjudged(rule: Rule, because: string): RuleResult {
  const { id, level, says, spec } = rule;
  return { id, level, says, spec, verdict: { kind: 'not-applicable', because }, checks: 0, durationMs: 0 };
}

function targetFacts(session: Session, info: GetInfo): TargetFacts {
  return {
    uri: session.uri,
    aaguid: uuid(info.aaguid),
    versions: info.versions,
    transport: session.transport,
    ...(info.firmwareVersion === undefined ? {} : { firmware: info.firmwareVersion }),
  };
}

/** An AAGUID as people write it: 8-4-4-4-12 hexadecimal digits. */
function uuid(bytes: Uint8Array): string {
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
