import type { Listener, RunEvent, TargetFacts } from '../vocabulary/event.ts';
import type { Observation, RuleResult } from '../vocabulary/verdict.ts';
import { type Report, type ReportedRule, type Summary, standingOf, type Tool } from './report.ts';

/** A listener that remembers, and the report of what it heard so far. */
export interface Fold {
  readonly listener: Listener;
  /** The report; complete after `runFinished`, partial and sound at any time before. */
  report(): Report;
}

const NOBODY: TargetFacts = { uri: '', aaguid: '00000000-0000-0000-0000-000000000000', versions: [], transport: '' };

/** Begins a fold. */
export function foldRun(tool: Tool): Fold {
  const results = new Map<string, RuleResult>();
  const observations: Observation[] = [];
  let started: Extract<RunEvent, { kind: 'runStarted' }> | undefined;
  let finished: Extract<RunEvent, { kind: 'runFinished' }> | undefined;
  return {
    listener: (event) => {
      if (event.kind === 'runStarted') started = event;
      else if (event.kind === 'runFinished') finished = event;
      else if (event.kind === 'observed') observations.push(event.observation);
      else if (event.kind === 'linkLost') observations.push({ says: `the link was lost: ${event.because}` });
      else if (event.kind === 'linkBack') observations.push({ says: `the link came back after ${event.afterMs} ms` });
      else if (event.kind === 'ruleFinished') {
        const before = results.get(event.result.id);
        results.set(event.result.id, before === undefined ? event.result : both(before, event.result));
      }
    },
    report: () => {
      const rules = [...results.values()].map(reported);
      const interrupted = finished === undefined ? 'the run did not end' : finished.interrupted;
      return {
        schema: 'touchstone-report/1',
        tool,
        startedAt: started?.startedAt ?? new Date(0).toISOString(),
        durationMs: finished?.durationMs ?? rules.reduce((total, rule) => total + rule.durationMs, 0),
        seed: started?.seed ?? 0,
        target: started?.target ?? NOBODY,
        profile: started?.profile ?? '',
        summary: summarize(rules, finished?.touches ?? 0, finished?.resets ?? 0),
        rules,
        observations: [...observations],
        ...(interrupted === undefined ? {} : { interrupted }),
      };
    },
  };
}

/** The report of a whole stream of events. */
export function foldEvents(events: readonly RunEvent[], tool: Tool): Report {
  const fold = foldRun(tool);
  for (const event of events) fold.listener(event);
  return fold.report();
}

const worst = ['violated', 'broken', 'upheld', 'not-applicable'] as const;

/** A rule judged twice (sanity, first and last) has the worse of its verdicts and all of its checks. */
function both(first: RuleResult, second: RuleResult): RuleResult {
  const secondIsWorse = worst.indexOf(second.verdict.kind) < worst.indexOf(first.verdict.kind);
  return {
    ...first,
    verdict: secondIsWorse ? second.verdict : first.verdict,
    checks: first.checks + second.checks,
    durationMs: first.durationMs + second.durationMs,
  };
}

function reported(result: RuleResult): ReportedRule {
  const { id, level, says, verdict, checks, durationMs, spec } = result;
  return {
    id,
    level,
    verdict: verdict.kind,
    says,
    ...('because' in verdict ? { because: verdict.because } : {}),
    checks,
    durationMs,
    spec,
    ...('counterexample' in verdict ? { counterexample: verdict.counterexample } : {}),
  };
}

/** Counts rules by standing. */
export function summarize(rules: readonly ReportedRule[], touches: number, resets: number): Summary {
  const count = { upheld: 0, violated: 0, observed: 0, 'not-applicable': 0, broken: 0 };
  let checks = 0;
  for (const rule of rules) {
    count[standingOf(rule)] += 1;
    checks += rule.checks;
  }
  const { upheld, violated, observed, broken } = count;
  return {
    rules: rules.length,
    upheld,
    violated,
    observed,
    notApplicable: count['not-applicable'],
    broken,
    checks,
    touches,
    resets,
  };
}
