import type { IRawProperty } from 'fast-check';
import type { Env } from '../../src/env/env.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import type { Listener } from '../vocabulary/event.ts';
import type { PartyFacts } from '../vocabulary/party-facts.ts';
import type { PartyRule } from '../vocabulary/party-rule.ts';
import { isPartyError, type PartyError, type PartyVerdict } from '../vocabulary/relying-party.ts';
import type { RuleResult, Verdict } from '../vocabulary/verdict.ts';
import { NotApplicable, Violation } from '../vocabulary/violation.ts';
import { describeFault } from './accusation.ts';
import { checkOrReplay, type Found, unlessAborted } from './check-property.ts';
import type { PartySession } from './party-session.ts';
import { partyTools } from './party-tools.ts';
import { ruleSeed } from './rule-seed.ts';
import { verdictOfTrial } from './trial-verdict.ts';
import { answers, type WatchedParty } from './watched-party.ts';
import type { Settled, Trial, Watch } from './watched-property.ts';

/** What all rules of a run at a relying party share. */
export interface PartyBench {
  readonly session: PartySession;
  readonly watched: WatchedParty;
  /** What sound registrations ended in. */
  readonly memory: Map<string, PartyVerdict>;
  readonly facts: PartyFacts;
  /** How often each rule was judged: the second time it makes other credentials. */
  readonly turns: Map<string, number>;
  readonly listener: Listener;
  readonly seed: number;
  readonly nowMs: () => number;
  readonly signal: AbortSignal | undefined;
  readonly budgetEndsMs: number;
  readonly breathe: () => Promise<void>;
  readonly replayLine: (rule: PartyRule, path: string, runs: number) => string;
  /** Set when the party is gone for good: no further rule is judged. */
  gone: string | undefined;
}

/** Executions spent on making a failure smaller: each is several requests. */
const MOST_SHRINKS = 20;
const RULE_DEADLINE_MS = 300_000;
/** A server that restarts is given this long to come back. */
const COMING_BACK_MS = [0, 500, 2_000];

/** Runs the property of one rule and gives its verdict. */
export async function judgePartyRule(
  bench: PartyBench,
  rule: PartyRule,
  runs: number,
  path?: string,
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
  bench.watched.ruleIs(rule.id);
  const verdict = await trialOf(bench, rule, trial, { runs, path, startMs });
  bench.watched.ruleIs(undefined);
  const { id, level, says, spec } = rule;
  const durationMs = Math.max(0, Math.round(bench.nowMs() - startMs));
  return { id, level, says, spec, verdict, checks: trial.checks, durationMs };
}

async function trialOf(
  bench: PartyBench,
  rule: PartyRule,
  trial: Trial,
  how: { readonly runs: number; readonly path: string | undefined; readonly startMs: number },
): Promise<Verdict> {
  const { session, watched, facts, memory } = bench;
  const turn = bench.turns.get(rule.id) ?? 0;
  bench.turns.set(rule.id, turn + 1);
  const random = seededRandom(`${bench.seed}/${rule.id}/${turn}/${session.distinct ?? ''}`);
  const env: Env = { clock: session.env.clock, random: session.env.random };
  const tools = partyTools({
    party: watched.party,
    env: { clock: session.env.clock, random },
    origin: facts.origin,
    memory,
    ...(facts.userNames === undefined ? {} : { userNames: facts.userNames }),
  });
  try {
    // The tuple type is the rule's own business.
    const property = rule.property({ party: watched.party, env, facts, tools }) as unknown as IRawProperty<
      unknown,
      true
    >;
    const { runs, path } = how;
    const seed = ruleSeed(bench.seed, rule.id);
    const found = await checkOrReplay(property, trial, watchOf(bench, rule, how.startMs), { seed, runs, path });
    return verdictOf(bench, rule, trial, found, runs);
  } catch (error) {
    if (bench.signal?.aborted === true) return { kind: 'not-applicable', because: 'interrupted' };
    return { kind: 'broken', because: describeFault(error) };
  }
}

function verdictOf(bench: PartyBench, rule: PartyRule, trial: Trial, found: Found, runs: number): Verdict {
  return verdictOfTrial(trial, found, {
    ruleId: rule.id,
    seed: bench.seed,
    listener: bench.listener,
    replay: (path) => bench.replayLine(rule, path, runs),
    gone: bench.gone,
    signal: bench.signal,
    nothing: 'no input fits this server',
  });
}

function watchOf(bench: PartyBench, rule: PartyRule, startMs: number): Watch {
  const { watched, session, listener } = bench;
  const read = async (error: unknown): Promise<Settled> => {
    if (bench.signal?.aborted === true) return { kind: 'stop', because: 'interrupted' };
    if (error instanceof Violation) return { kind: 'violated', expected: error.expected, actual: error.actual };
    if (error instanceof NotApplicable) return { kind: 'not-applicable', because: error.message };
    if (!isPartyError(error)) return { kind: 'broken', because: describeFault(error) };
    if (error.kind === 'unwilling') return { kind: 'not-applicable', because: error.message };
    if (error.kind === 'protocol' || (await isBack(bench, error))) {
      return { kind: 'violated', expected: 'an answer of the protocol', actual: error.message };
    }
    bench.gone = `the server does not answer any more: ${error.message}`;
    return { kind: 'stop', because: bench.gone };
  };
  return {
    stop: (trial) => {
      if (bench.signal?.aborted === true) return 'interrupted';
      if (bench.gone !== undefined) return bench.gone;
      if (trial.shrinks >= MOST_SHRINKS) return 'the failure is small enough';
      const nowMs = bench.nowMs();
      if (nowMs > bench.budgetEndsMs) return 'the time budget is spent';
      return nowMs > startMs + RULE_DEADLINE_MS ? `the rule took longer than ${RULE_DEADLINE_MS} ms` : undefined;
    },
    before: async () => {
      await bench.breathe();
      session.party.forgetTranscript();
      return undefined;
    },
    after: async () => undefined,
    counted: (checks) => listener({ kind: 'checkMade', id: rule.id, checks }),
    read,
    transcript: () => watched.party.transcript(),
    unlessAborted: (work) => unlessAborted(work, bench.signal),
  };
}

/** Whether a server that gave no answer gives one again. */
async function isBack(bench: PartyBench, error: PartyError): Promise<boolean> {
  const { listener, session, watched, signal } = bench;
  // The frames of what went before are the ones to show.
  listener({ kind: 'linkLost', because: error.message });
  const lostMs = bench.nowMs();
  for (const waitMs of COMING_BACK_MS) {
    await session.env.clock.sleep(waitMs, signal);
    if (!(await answers(watched.party))) continue;
    listener({ kind: 'linkBack', afterMs: Math.max(0, Math.round(bench.nowMs() - lostMs)) });
    return true;
  }
  return false;
}
