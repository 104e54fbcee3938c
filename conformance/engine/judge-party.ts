import { seededRandom } from '../../src/env/seeded-random.ts';
import type { Listener } from '../vocabulary/event.ts';
import type { JudgeProfile } from '../vocabulary/judge-profile.ts';
import type { PartyFacts } from '../vocabulary/party-facts.ts';
import type { PartyRule } from '../vocabulary/party-rule.ts';
import { isPartyError, type PartyError, type PartyVerdict } from '../vocabulary/relying-party.ts';
import type { RuleResult } from '../vocabulary/verdict.ts';
import { breathing } from './breathing.ts';
import { judgePartyRule, type PartyBench } from './judge-party-rule.ts';
import { openParty } from './party-opening.ts';
import type { PartySession } from './party-session.ts';
import { replayLine } from './replay-line.ts';
import { isIncluded } from './select.ts';
import { watchedParty } from './watched-party.ts';

/** What a run at a relying party is made of. */
export interface JudgePartyOptions {
  readonly session: PartySession;
  readonly rules: readonly PartyRule[];
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

/**
 * Judges a relying party by the same events as a key: every rule gets its verdict. The last event is always `runFinished`,
 * also when the run is aborted or the party is gone; rejects only on mistakes of ours. The session stays open.
 */
export async function judgeParty(options: JudgePartyOptions): Promise<void> {
  const { session, listener, profile, seed, signal } = options;
  const nowMs = options.nowMs ?? (() => session.env.clock.nowMs());
  const startMs = nowMs();
  const memory = new Map<string, PartyVerdict>();
  const watched = watchedParty(session.party, (observation) => listener({ kind: 'observed', observation }), signal);
  const found = await opening({ ...session, party: watched.party }, seed, memory, signal);
  const facts = 'facts' in found ? found.facts : undefined;
  const plan = planParty(options.rules, facts, profile, options.runs);
  listener({
    kind: 'runStarted',
    startedAt: new Date(startMs).toISOString(),
    seed,
    target: {
      subject: 'verifier',
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
    const bench: PartyBench = {
      session,
      watched,
      memory,
      facts: found.facts,
      turns: new Map(),
      listener,
      seed,
      nowMs,
      signal,
      budgetEndsMs: startMs + (options.timeBudgetMs ?? Number.POSITIVE_INFINITY),
      breathe: breathing(nowMs),
      replayLine: (rule, path, runs) =>
        replayLine({ target: session.uri, rule: rule.id, seed, path, runs, profile: profile.id }, options.reportFile),
      gone: undefined,
    };
    await judgeAll(bench, plan, options.path, found.stillTakes);
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
export interface PartyPlan {
  readonly judged: readonly { readonly rule: PartyRule; readonly runs: number }[];
  readonly skipped: readonly { readonly rule: PartyRule; readonly because: string }[];
}

/** Selects and orders the rules; without facts all that the profile includes. */
export function planParty(
  rules: readonly PartyRule[],
  facts: PartyFacts | undefined,
  profile: JudgeProfile,
  runs?: number,
): PartyPlan {
  const judged: { rule: PartyRule; runs: number }[] = [];
  const skipped: { rule: PartyRule; because: string }[] = [];
  const ordered = [...rules.filter((rule) => rule.sanity === true), ...rules.filter((rule) => rule.sanity !== true)];
  for (const rule of ordered) {
    const applies = isIncluded(rule.id, profile)
      ? facts === undefined || rule.applies(facts)
      : `not part of profile ${profile.id}`;
    if (applies === true) judged.push({ rule, runs: rule.runs === 1 ? 1 : (runs ?? rule.runs) });
    else skipped.push({ rule, because: applies });
  }
  return { judged, skipped };
}

/** Rules between two sound registrations that only tell whether the party still takes any. */
const CONTROL_AFTER = 25;

async function judgeAll(
  bench: PartyBench,
  plan: PartyPlan,
  path: string | undefined,
  stillTakes: () => Promise<true | string>,
): Promise<void> {
  const { listener } = bench;
  for (const { rule, because } of plan.skipped) listener({ kind: 'ruleFinished', result: unjudged(rule, because) });
  const sanity = plan.judged.filter(({ rule }) => rule.sanity === true);
  // Sanity once more at the end, where there was anything in between.
  const repeated = path === undefined && sanity.length < plan.judged.length ? sanity : [];
  let uncontrolled = 0;
  for (const { rule, runs } of [...plan.judged, ...repeated]) {
    if (bench.signal?.aborted === true || bench.gone !== undefined) return;
    if (bench.nowMs() > bench.budgetEndsMs) {
      listener({ kind: 'ruleFinished', result: unjudged(rule, 'the time budget is spent') });
      continue;
    }
    listener({ kind: 'ruleStarted', id: rule.id, says: rule.says, runs });
    const result = await judgePartyRule(bench, rule, runs, path);
    uncontrolled += 1;
    // A refusal tells nothing of a rule where everything is refused: who fails often is locked out, who asks often is put off.
    const isDoubtful = result.verdict.kind === 'violated' || result.verdict.kind === 'not-applicable';
    let refusal: string | undefined;
    if (isDoubtful || uncontrolled === CONTROL_AFTER) {
      uncontrolled = 0;
      refusal = await refusalOf(bench, stillTakes);
    }
    bench.gone ??= refusal;
    const isExcused = refusal !== undefined && result.verdict.kind === 'violated' && isRefusal(result.verdict);
    listener({ kind: 'ruleFinished', result: isExcused ? unjudged(rule, refusal!) : result });
    await bench.breathe();
  }
}

/** Why nothing can be judged any more: the party refuses what it took at the opening. A broken link is left to the rules. */
async function refusalOf(bench: PartyBench, stillTakes: () => Promise<true | string>): Promise<string | undefined> {
  if (bench.gone !== undefined || isAborted(bench)) return undefined;
  try {
    const taken = await stillTakes();
    if (taken === true) return undefined;
    return `the server refuses by now what it took at the start, so that its refusals prove nothing; if it locks out who fails or asks often, let us through (${taken})`;
  } catch (error) {
    if (isPartyError(error) || isAborted(bench)) return undefined;
    throw error;
  }
}

function isAborted({ signal }: PartyBench): boolean {
  return signal?.aborted === true;
}

function isRefusal({ counterexample }: Extract<RuleResult['verdict'], { kind: 'violated' }>): boolean {
  return counterexample.actual.startsWith('it is refused');
}

type Found = Awaited<ReturnType<typeof openParty>> | { readonly because: string };

/** A party that gives no options, or takes no sound registration from any origin, ends the run before it begins. */
async function opening(
  session: PartySession,
  seed: number,
  memory: Map<string, PartyVerdict>,
  signal: AbortSignal | undefined,
): Promise<Found> {
  try {
    const found = await openParty(session, seededRandom(`${seed}/opening/${session.distinct ?? ''}`), memory);
    if (found.takesAny || session.originIsKnown) return found;
    const why = [...found.facts.plain.values(), ...found.facts.attested.values()].find((one) => one !== true);
    return {
      because: `no sound registration is accepted: ${why ?? 'none could be made with the algorithms it offers'}; if it is the origin, name the right one with ?origin= (tried: ${found.tried.join(', ')})`,
    };
  } catch (error) {
    if (signal?.aborted === true) return { because: 'aborted' };
    if (isPartyError(error)) return { because: describeOpening(error) };
    throw error;
  }
}

function describeOpening({ kind, message }: PartyError): string {
  if (kind === 'link') return `the server does not answer: ${message}`;
  return kind === 'protocol' ? `the server does not speak FIDO's server-conformance protocol: ${message}` : message;
}

function unjudged(rule: PartyRule, because: string): RuleResult {
  const { id, level, says, spec } = rule;
  return { id, level, says, spec, verdict: { kind: 'not-applicable', because }, checks: 0, durationMs: 0 };
}
