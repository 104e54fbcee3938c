import type { KeyFacts } from '../vocabulary/device.ts';
import type { JudgeProfile } from '../vocabulary/judge-profile.ts';
import type { Rule } from '../vocabulary/rule.ts';
import { ordered } from './order.ts';
import { leavesTraces, unsuited } from './select.ts';
import type { Session } from './session.ts';

/** What a run will judge and what it will cost: the answer to `--plan`. */
export interface Plan {
  readonly judged: readonly PlannedRule[];
  readonly skipped: readonly { readonly rule: Rule; readonly because: string }[];
  /** Touches, at most. */
  readonly touches: number;
  readonly resets: number;
  readonly powerCycles: number;
  readonly pinTries: number;
  /** Real waiting and touching, roughly; 0 in virtual time. */
  readonly minutes: number;
}

/** A rule with the number of inputs it gets. */
export interface PlannedRule {
  readonly rule: Rule;
  readonly runs: number;
}

/** A person touches a real key at most this often for one rule, unless the number of runs was asked for. */
const REAL_RUNS = 2;
const TOUCH_SECONDS = 3;

/** Selects and orders the rules and adds up what they cost. Touches nothing. */
export function planRun(
  rules: readonly Rule[],
  facts: KeyFacts,
  profile: JudgeProfile,
  session: Pick<Session, 'real' | 'pin'>,
  runs?: number,
): Plan {
  const judged: PlannedRule[] = [];
  const skipped: { rule: Rule; because: string }[] = [];
  for (const rule of ordered(rules)) {
    const because = unsuited(rule, facts, profile, { knownPin: session.pin !== undefined });
    if (because === undefined) judged.push({ rule, runs: runsOf(rule, session.real === true, runs) });
    else skipped.push({ rule, because });
  }
  const ownResets = sum(judged, ({ rule, runs: times }) => (rule.needs.resets === true ? times : 0));
  const startsFresh = session.real !== true && facts.powers.reset;
  const resets = ownResets + (startsFresh ? freshStarts(judged) : spoils(judged) + pinChanges(judged));
  const touches = resets + sum(judged, ({ rule, runs: times }) => (rule.needs.touches ?? 0) * times);
  const waitMs = sum(judged, ({ rule, runs: times }) => (rule.needs.waitMs ?? 0) * times);
  return {
    judged,
    skipped,
    touches,
    resets,
    powerCycles: resets + sum(judged, ({ rule, runs: times }) => (rule.needs.powerCycle === true ? times : 0)),
    pinTries: sum(judged, ({ rule, runs: times }) => (rule.needs.pinTries ?? 0) * times),
    minutes: facts.powers.virtualTime ? 0 : (waitMs / 1000 + touches * TOUCH_SECONDS) / 60,
  };
}

function runsOf(rule: Rule, real: boolean, asked: number | undefined): number {
  if (rule.runs === 1) return 1;
  if (asked !== undefined) return asked;
  return real && (rule.needs.touches ?? 0) > 0 ? Math.min(rule.runs, REAL_RUNS) : rule.runs;
}

/** Where resets are cheap, one between a rule that leaves traces and the rule after it. */
function freshStarts(judged: readonly PlannedRule[]): number {
  return sum(judged.slice(0, -1), ({ rule }) => (leavesTraces(rule) ? 1 : 0));
}

/** One after each rule that leaves the key in need of it. */
function spoils(judged: readonly PlannedRule[]): number {
  return sum(judged, ({ rule }) => (rule.needs.spoils === true ? 1 : 0));
}

/** A reset each time the order goes from a set PIN to an unset one. */
function pinChanges(judged: readonly PlannedRule[]): number {
  let changes = 0;
  let isSet = false;
  for (const { rule } of judged) {
    if (rule.needs.pin === 'set') isSet = true;
    else if (rule.needs.pin === 'unset' && isSet) {
      changes += 1;
      isSet = false;
    }
    if (rule.needs.resets === true) isSet = false;
  }
  return changes;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
