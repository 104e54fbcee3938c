import type { IRawProperty } from 'fast-check';
import { ctapStatus } from '../../src/ctap2/status.ts';
import type { Env } from '../../src/env/env.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import type { CtapLink } from '../../src/transport/ports.ts';
import type { Listener } from '../vocabulary/event.ts';
import type { Rule } from '../vocabulary/rule.ts';
import type { Counterexample, RuleResult, Verdict } from '../vocabulary/verdict.ts';
import { describeFault, describeStatus, meaningOf } from './accusation.ts';
import { checkOrReplay, type Found, unlessAborted } from './check-property.ts';
import { ruleDevice, type Wires } from './device.ts';
import type { KeyKeeper } from './key-keeper.ts';
import { pinTriesGuard } from './pin-tries.ts';
import { recover } from './recovery.ts';
import { rulePartyId, ruleSeed } from './rule-seed.ts';
import { leavesTraces } from './select.ts';
import type { Session } from './session.ts';
import { verdictOfTrial } from './trial-verdict.ts';
import type { Settled, Trial, Watch } from './watched-property.ts';
import { drain, openWires, shutWires } from './wires.ts';

/** What all rules of a run share. */
export interface Bench {
  /** Replaced once, by the session whose powers a trial has shown. */
  session: Session;
  readonly link: CtapLink;
  readonly keeper: KeyKeeper;
  readonly listener: Listener;
  readonly seed: number;
  readonly nowMs: () => number;
  readonly signal: AbortSignal | undefined;
  readonly budgetEndsMs: number;
  readonly ruleDeadlineMs: number;
  /** Lets the terminal draw and signals arrive. */
  readonly breathe: () => Promise<void>;
  readonly replayLine: (rule: Rule, path: string, runs: number) => string;
  /** Set when the key is gone for good: no further rule is judged. */
  gone: string | undefined;
}

/** Executions spent on making a failure smaller. */
const MOST_SHRINKS = 3_000;
const MOST_SHRINKS_REAL = 6;
/** A device gives up an unfinished CTAPHID message after 500 ms. */
const UNFINISHED_MESSAGE_MS = 1_000;

/** Prepares the key, runs the property of one rule and gives its verdict. */
export async function judgeRule(bench: Bench, rule: Rule, runs: number, path?: string): Promise<RuleResult> {
  const startMs = bench.nowMs();
  const wires: Wires = { hid: undefined, card: undefined };
  const { verdict, checks } = await trialOf(bench, rule, runs, path, startMs, wires);
  const isThere = bench.gone === undefined;
  const { lost, isSilent } = await tidy(bench, rule, wires);
  // A key that answers, if only with an error, is there to be accused.
  const isLost = isThere && bench.gone !== undefined && (isSilent || verdict.kind !== 'violated');
  return {
    id: rule.id,
    level: rule.level,
    says: rule.says,
    spec: rule.spec,
    verdict: isLost
      ? unproved(verdict, bench.gone!)
      : lost !== undefined && verdict.kind === 'upheld'
        ? fellSilent(bench, rule, runs, lost)
        : verdict,
    checks,
    durationMs: Math.max(0, Math.round(bench.nowMs() - startMs)),
  };
}

/** What a rule found on raw frames of a link that then stayed gone: whether key or wire was at fault cannot be told. */
function unproved(verdict: Verdict, gone: string): Verdict {
  if (verdict.kind !== 'violated') return { kind: 'broken', because: gone };
  const { expected, actual } = verdict.counterexample;
  return { kind: 'broken', because: `${gone}; the rule had expected ${expected}, received ${actual}` };
}

/** How long a key waits for a touch, at least (CTAP 2.3 section 6, user action timeout). */
export const USER_ACTION_MS = 30_000;

/** A session of a real key whose person hears when touches are withheld, and when they are wanted again. */
function announcing(session: Session, rule: Rule, listener: Listener): Session {
  const { setTouch } = session;
  if (session.real !== true || setTouch === undefined) return session;
  const because = rule.says;
  return {
    ...session,
    setTouch: (manner) => {
      listener(
        manner === 'grant'
          ? { kind: 'touchAsked', because, withinMs: USER_ACTION_MS }
          : { kind: 'touchForbidden', because },
      );
      setTouch(manner);
    },
  };
}

interface Judged {
  readonly verdict: Verdict;
  readonly checks: number;
}

async function trialOf(
  bench: Bench,
  rule: Rule,
  runs: number,
  path: string | undefined,
  startMs: number,
  wires: Wires,
): Promise<Judged> {
  const { session, keeper } = bench;
  const trial: Trial = {
    checks: 0,
    shrinks: 0,
    accusation: undefined,
    notApplicable: undefined,
    fault: undefined,
    stopped: undefined,
  };
  try {
    const ready = await prepared(bench, rule);
    if (ready !== true) {
      const { because } = ready;
      if (bench.gone !== undefined) return { verdict: { kind: 'broken', because }, checks: 0 };
      if (ready.isBack) return { verdict: fellSilent(bench, rule, runs, because), checks: 0 };
      return { verdict: { kind: 'not-applicable', because }, checks: 0 };
    }
    await openWires(rule, session, wires);
    const env: Env = { clock: session.env.clock, random: seededRandom(`${bench.seed}/${rule.id}`) };
    const device = ruleDevice(rule, announcing(session, rule, bench.listener), bench.link, keeper, wires, env);
    const watch = watchOf(bench, rule, wires, startMs);
    // The tuple type is the rule's own business.
    const property = rule.property({ device, env, rpId: rulePartyId(rule.id) }) as unknown as IRawProperty<
      unknown,
      true
    >;
    const found = await checkOrReplay(property, trial, watch, { seed: ruleSeed(bench.seed, rule.id), runs, path });
    return { verdict: verdictOf(bench, rule, trial, found, runs), checks: trial.checks };
  } catch (error) {
    if (bench.signal?.aborted === true)
      return { verdict: { kind: 'not-applicable', because: 'interrupted' }, checks: trial.checks };
    return { verdict: { kind: 'broken', because: describeFault(error) }, checks: trial.checks };
  } finally {
    const failed = trial.accusation !== undefined || trial.fault !== undefined;
    keeper.ran(rule, failed ? 'badly' : 'well', Math.max(1, trial.checks));
  }
}

function verdictOf(bench: Bench, rule: Rule, trial: Trial, found: Found, runs: number): Verdict {
  return verdictOfTrial(trial, found, {
    ruleId: rule.id,
    seed: bench.seed,
    listener: bench.listener,
    replay: (path) => bench.replayLine(rule, path, runs),
    gone: bench.gone,
    signal: bench.signal,
    nothing: 'no input fits this key',
  });
}

/** A key that fell silent between two checks and came back: no input of the rule did it, but its silence is a fault. */
function fellSilent(bench: Bench, rule: Rule, runs: number, actual: string): Verdict {
  const counterexample: Counterexample = {
    input: 'none: the key was brought into the state that the rule needs, or the link was opened anew',
    expected: 'an answer',
    actual,
    transcript: bench.session.transcript(),
    seed: bench.seed,
    path: '0',
    replay: bench.replayLine(rule, '0', runs),
  };
  bench.listener({ kind: 'counterexampleFound', id: rule.id, counterexample });
  return { kind: 'violated', counterexample };
}

/** Why a key is not in the state that a rule needs. */
interface Unready {
  readonly because: string;
  /** It fell silent and answers again. */
  readonly isBack: boolean;
}

async function prepared(bench: Bench, rule: Rule): Promise<true | Unready> {
  const { keeper, session } = bench;
  try {
    const ready = await keeper.prepare(rule, seededRandom(`${bench.seed}/${rule.id}/prepare`));
    return ready === true ? true : { because: ready, isBack: false };
  } catch (error) {
    const meaning = meaningOf(error);
    if (meaning.kind !== 'link') throw error;
    const because = `the key fell silent while it was prepared: ${meaning.error.message}`;
    const isBack = await recover(session, bench.link, because, bench.listener);
    if (!isBack) bench.gone = because;
    return { because, isBack };
  }
}

function watchOf(bench: Bench, rule: Rule, wires: Wires, startMs: number): Watch {
  const { session, keeper, link, listener } = bench;
  const mostShrinks = session.real === true ? MOST_SHRINKS_REAL : MOST_SHRINKS;
  const endsMs = startMs + bench.ruleDeadlineMs;
  const guard = pinTriesGuard(rule, session, keeper);
  let hasRefilled = false;

  const settle = async (error: unknown): Promise<Settled> => {
    if (bench.signal?.aborted === true) return { kind: 'stop', because: 'interrupted' };
    const meaning = meaningOf(error);
    switch (meaning.kind) {
      case 'cancelled':
        return { kind: 'broken', because: describeFault(error) };
      case 'store-full': {
        if (!session.powers.reset && rule.needs.spoils !== true) {
          // What fills the key may be its owner's.
          const leave = session.real === true ? ': --allow reset' : '';
          return { kind: 'not-applicable', because: `the key is full, and it cannot be reset${leave}` };
        }
        const canEmpty = rule.needs.spoils !== true && !hasRefilled;
        if (!canEmpty) {
          return {
            kind: 'violated',
            expected: 'CTAP2_OK',
            actual: describeStatus(ctapStatus.CTAP2_ERR_KEY_STORE_FULL),
          };
        }
        hasRefilled = true;
        await keeper.resetFor(rule);
        return { kind: 'again' };
      }
      case 'link': {
        const { message } = meaning.error;
        if (await recover(session, link, message, listener))
          return { kind: 'violated', expected: 'an answer', actual: message };
        bench.gone = `the key does not answer any more: ${message}`;
        return { kind: 'stop', because: bench.gone };
      }
      default:
        return meaning;
    }
  };

  return {
    stop: (trial) => {
      if (bench.signal?.aborted === true) return 'interrupted';
      if (bench.gone !== undefined) return bench.gone;
      if (trial.shrinks >= mostShrinks) return 'the failure is small enough';
      const nowMs = bench.nowMs();
      if (nowMs > bench.budgetEndsMs) return 'the time budget is spent';
      if (nowMs > endsMs) return `the rule took longer than ${bench.ruleDeadlineMs} ms`;
      return undefined;
    },
    before: async (trial) => {
      await bench.breathe();
      hasRefilled = false;
      if (trial.accusation !== undefined && keeper.startsFresh && leavesTraces(rule)) {
        // Each smaller input meets the key that a replay meets.
        keeper.ran(rule, 'badly', 0);
        const ready = await prepared(bench, rule);
        if (ready !== true) return ready.because;
      }
      const refusal = await guard();
      if (refusal !== undefined) return refusal;
      await drain(wires.hid);
      session.forgetTranscript?.();
      return undefined;
    },
    after: async (failed) => {
      session.setTouch?.('grant');
      if (failed && wires.hid !== undefined && session.powers.virtualTime)
        await session.env.clock.sleep(UNFINISHED_MESSAGE_MS);
    },
    counted: (checks) => listener({ kind: 'checkMade', id: rule.id, checks }),
    read: settle,
    transcript: () => session.transcript(),
    unlessAborted: (work) => unlessAborted(work, bench.signal),
  };
}

/** How the link came back after a rule. */
interface Tidied {
  /** What was said when it had to be brought back. */
  readonly lost?: string;
  /** Nothing came back at all. */
  readonly isSilent: boolean;
}

/** After a rule that spoke raw frames the link begins anew. */
async function tidy(bench: Bench, rule: Rule, wires: Wires): Promise<Tidied> {
  if (!(await shutWires(wires)) && rule.needs.wire === undefined) return { isSilent: false };
  if (bench.gone !== undefined || bench.signal?.aborted === true) return { isSilent: false };
  try {
    await bench.link.reopen();
    return { isSilent: false };
  } catch (error) {
    const meaning = meaningOf(error);
    if (meaning.kind !== 'link') throw error;
    const because = `the link did not open again after ${rule.id}: ${meaning.error.message}`;
    if (await recover(bench.session, bench.link, because, bench.listener)) return { lost: because, isSilent: false };
    bench.gone = because;
    return { isSilent: meaning.error.reason !== 'hid-error' };
  }
}
