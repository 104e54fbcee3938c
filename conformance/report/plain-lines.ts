import type { Listener, RunEvent } from '../vocabulary/event.ts';
import type { RuleResult } from '../vocabulary/verdict.ts';
import { failureLines } from './failure-text.ts';
import { counted, verdictLine } from './markdown.ts';
import { describeTarget, familyOf, type Report } from './report.ts';

/** How much the plain reporter says. */
export interface PlainOptions {
  /** Rules that were upheld or skipped, one a line; otherwise only families. */
  readonly verbose?: boolean;
  /** Only failures. */
  readonly quiet?: boolean;
}

/** A listener that writes plain lines, without colour or cursor movement: for pipes, logs and CI. The sink gets whole lines without their end. */
export function plainLines(write: (line: string) => void, options: PlainOptions = {}): Listener {
  const family = { name: '', upheld: 0, other: 0, checks: 0 };
  let planned = 0;
  /** A rule judged again at the end counts once. */
  const judged = new Set<string>();
  const closeFamily = (): void => {
    if (family.name !== '' && family.upheld + family.other > 0 && options.quiet !== true && options.verbose !== true) {
      const rest = family.other === 0 ? '' : `, ${family.other} otherwise`;
      write(
        `[${judged.size}/${planned}] ${family.name}: ${family.upheld} upheld${rest}, ${counted(family.checks, 'check')}`,
      );
    }
    Object.assign(family, { name: '', upheld: 0, other: 0, checks: 0 });
  };
  const finished = (result: RuleResult): void => {
    if (result.verdict.kind !== 'not-applicable' && familyOf(result.id) !== family.name) {
      closeFamily();
      family.name = familyOf(result.id);
    }
    judged.add(result.id);
    family.checks += result.checks;
    if (result.verdict.kind === 'upheld') family.upheld += 1;
    else if (result.verdict.kind !== 'not-applicable') family.other += 1;
    for (const line of resultLines(result, options)) write(line);
  };
  return (event) => {
    if (event.kind === 'runStarted') planned = event.rules;
    if (event.kind === 'ruleFinished') finished(event.result);
    else {
      if (event.kind === 'runFinished') closeFamily();
      if (options.quiet !== true) for (const line of eventLines(event)) write(line);
    }
  };
}

function eventLines(event: RunEvent): string[] {
  switch (event.kind) {
    case 'runStarted': {
      const { target } = event;
      return [
        `judging ${target.uri} (${describeTarget(target)}) by profile ${event.profile}`,
        `${counted(event.rules, 'rule')}, seed ${event.seed}`,
      ];
    }
    case 'touchAsked':
      return [`touch the key: ${event.because}`];
    case 'linkLost':
      return [`the link was lost: ${event.because}`];
    case 'linkBack':
      return [`the link came back after ${event.afterMs} ms`];
    case 'observed':
      return [`noticed: ${event.observation.says}`];
    case 'runFinished':
      return event.interrupted === undefined ? [] : [`the run did not reach its end: ${event.interrupted}`];
    default:
      return [];
  }
}

function resultLines(result: RuleResult, options: PlainOptions): string[] {
  const { verdict } = result;
  switch (verdict.kind) {
    case 'violated': {
      const word = result.level === 'SHOULD' ? 'observed' : 'violated';
      return [`${word} ${result.id}`, ...failureLines(result, verdict.counterexample).map((line) => `  ${line}`)];
    }
    case 'broken':
      return [`broken ${result.id}`, `  ${result.says}`, `  ${verdict.because}`];
    case 'not-applicable':
      return options.verbose === true ? [`not applicable ${result.id}: ${verdict.because}`] : [];
    case 'upheld':
      return options.verbose === true ? [`upheld ${result.id} (${counted(result.checks, 'check')})`] : [];
  }
}

/** The end of a run in a few lines: the verdict, the numbers, and what was left out and why. */
export function summaryLines(report: Report): string[] {
  const { summary } = report;
  const parts = [
    `${summary.upheld} upheld`,
    `${summary.violated} violated`,
    ...(summary.observed > 0 ? [`${summary.observed} observed`] : []),
    `${summary.notApplicable} not applicable`,
    ...(summary.broken > 0 ? [`${summary.broken} broken`] : []),
  ];
  return [
    verdictLine(report),
    `${counted(summary.rules, 'rule')}: ${parts.join(', ')}; ${counted(summary.checks, 'check')} in ${(report.durationMs / 1000).toFixed(1)} s, seed ${report.seed}`,
    ...skipReasons(report),
  ];
}

function skipReasons(report: Report): string[] {
  const skipped = report.rules.filter((rule) => rule.verdict === 'not-applicable');
  const reasons = new Map<string, number>();
  for (const rule of skipped) reasons.set(rule.because ?? '', (reasons.get(rule.because ?? '') ?? 0) + 1);
  return [...reasons].map(([because, count]) => `  ${count} not applicable: ${because}`);
}
