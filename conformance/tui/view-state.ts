import { failureLines } from '../report/failure-text.ts';
import type { Report, Standing } from '../report/report.ts';
import { familyOf, standingOf } from '../report/report.ts';
import type { RunEvent, TargetFacts } from '../vocabulary/event.ts';
import type { RuleResult } from '../vocabulary/verdict.ts';

/** What the terminal shows of a run: a fold of its events, nothing else. */
export interface ViewState {
  readonly target: TargetFacts | undefined;
  readonly profile: string;
  readonly seed: number | undefined;
  readonly planned: number;
  readonly done: number;
  /** Rules with a result; a rule judged again at the end counts once. */
  readonly judged: ReadonlySet<string>;
  readonly checks: number;
  readonly counts: Readonly<Record<Standing, number>>;
  /** The rule under judgement. */
  readonly live:
    | { readonly id: string; readonly says: string; readonly runs: number; readonly checks: number }
    | undefined;
  /** What the person at the key is asked for. */
  readonly ask: { readonly touch: 'wanted' | 'forbidden'; readonly because: string } | undefined;
  /** Set while the link is lost. */
  readonly lost: string | undefined;
  /** Lines that stay: failures and remarks, in order. Only ever appended to. */
  readonly finished: readonly FinishedLine[];
  /** Set at the end. */
  readonly summary: Report | undefined;
}

/** A block that stays on the screen. */
export interface FinishedLine {
  readonly key: string;
  readonly standing: Standing | 'remark';
  readonly title: string;
  readonly details: readonly string[];
}

/** Before the first event. */
export const blankView: ViewState = {
  target: undefined,
  profile: '',
  seed: undefined,
  planned: 0,
  done: 0,
  judged: new Set(),
  checks: 0,
  counts: { upheld: 0, violated: 0, observed: 0, 'not-applicable': 0, broken: 0 },
  live: undefined,
  ask: undefined,
  lost: undefined,
  finished: [],
  summary: undefined,
};

/** The view after one more event. */
export function nextView(view: ViewState, event: RunEvent): ViewState {
  switch (event.kind) {
    case 'runStarted':
      return { ...view, target: event.target, profile: event.profile, seed: event.seed, planned: event.rules };
    case 'ruleStarted':
      return { ...view, ask: undefined, live: { id: event.id, says: event.says, runs: event.runs, checks: 0 } };
    case 'checkMade':
      if (view.live === undefined) return view;
      return { ...view, checks: view.checks + 1, live: { ...view.live, checks: event.checks } };
    case 'ruleFinished':
      return withResult(view, event.result);
    case 'touchAsked':
      return { ...view, ask: { touch: 'wanted', because: event.because } };
    case 'touchForbidden':
      return { ...view, ask: { touch: 'forbidden', because: event.because } };
    case 'linkLost':
      return { ...view, lost: event.because };
    case 'linkBack':
      return { ...view, lost: undefined };
    case 'observed':
      return withLine(view, 'remark', event.observation.says, []);
    case 'runFinished': {
      const ended = { ...view, live: undefined, ask: undefined, lost: undefined };
      if (event.interrupted === undefined) return ended;
      return withLine(ended, 'broken', `the run did not reach its end: ${event.interrupted}`, []);
    }
    case 'counterexampleFound':
      return view;
  }
}

function withResult(view: ViewState, result: RuleResult): ViewState {
  const standing = standingOf({ level: result.level, verdict: result.verdict.kind });
  const isNew = !view.judged.has(result.id);
  const counted = {
    ...view,
    live: undefined,
    done: view.done + (isNew ? 1 : 0),
    judged: isNew ? new Set([...view.judged, result.id]) : view.judged,
    counts: isNew ? { ...view.counts, [standing]: view.counts[standing] + 1 } : view.counts,
  };
  const { verdict } = result;
  if (verdict.kind === 'violated')
    return withLine(counted, standing, result.id, failureLines(result, verdict.counterexample));
  if (verdict.kind === 'broken') return withLine(counted, standing, result.id, [result.says, verdict.because]);
  return counted;
}

function withLine(
  view: ViewState,
  standing: FinishedLine['standing'],
  title: string,
  details: readonly string[],
): ViewState {
  const line: FinishedLine = { key: `${view.finished.length}`, standing, title, details };
  return { ...view, finished: [...view.finished, line] };
}

/** One family in the final summary. */
export interface FamilyRow {
  readonly family: string;
  readonly counts: Readonly<Record<Standing, number>>;
  readonly checks: number;
}

/** The families of a report with their counts, in order of appearance. */
export function familyRows(report: Report): FamilyRow[] {
  const rows = new Map<string, { family: string; counts: Record<Standing, number>; checks: number }>();
  for (const rule of report.rules) {
    const family = familyOf(rule.id);
    const row = rows.get(family) ?? {
      family,
      counts: { upheld: 0, violated: 0, observed: 0, 'not-applicable': 0, broken: 0 },
      checks: 0,
    };
    row.counts[standingOf(rule)] += 1;
    row.checks += rule.checks;
    rows.set(family, row);
  }
  return [...rows.values()].sort((left, right) => left.family.localeCompare(right.family));
}
