import type { Listener, RunEvent } from '../vocabulary/event.ts';
import type { RuleResult } from '../vocabulary/verdict.ts';
import { failureLines } from './failure-text.ts';
import { counted, verdictLine } from './markdown.ts';
import { describeTarget, familyOf, type Report } from './report.ts';

const PROGRESS_AFTER = 50;

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
  /** Hundreds of rules of one family may take minutes. */
  let isFar = false;
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
    const isDue =
      isFar && result.verdict.kind !== 'not-applicable' && judged.size % PROGRESS_AFTER === 0 && judged.size < planned;
    if (isDue && options.quiet !== true && options.verbose !== true) write(`[${judged.size}/${planned}] …`);
  };
  return (event) => {
    if (event.kind === 'runStarted') {
      planned = event.rules;
      isFar = event.target.transport === 'http';
    }
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
      return [`touch the key${withinText(event.withinMs)}: ${event.because}`];
    case 'touchForbidden':
      return [`do not touch the key: ${event.because}`];
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

function withinText(ms: number | undefined): string {
  return ms === undefined ? '' : ` within ${Math.round(ms / 1000)} s of its asking`;
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
    ...wrongVerdicts(report),
    ...skipReasons(report),
  ];
}

/** What a relying party decided wrongly, in one line and by name: hundreds of lines may have gone by since. */
function wrongVerdicts({ rules, target }: Report): string[] {
  if (target.subject !== 'verifier') return [];
  const violated = rules.filter(({ level, verdict }) => verdict === 'violated' && level === 'MUST');
  if (violated.length === 0) return [];
  const actual = (start: string): number =>
    violated.filter(({ counterexample }) => counterexample?.actual.startsWith(start)).length;
  const [accepted, refused] = [actual('it is accepted'), actual('it is refused')];
  const others = violated.length - accepted - refused;
  const counts = [
    ...(accepted > 0 ? [`${counted(accepted, 'ceremony', 'ceremonies')} accepted that must be refused`] : []),
    ...(refused > 0 ? [`${counted(refused, 'sound ceremony', 'sound ceremonies')} refused`] : []),
    ...(others > 0 ? [`${counted(others, 'other fault')}`] : []),
  ];
  return [`${counts.join(', ')}:`, ...violated.map(({ id }) => `  ${id}`)];
}

const ofAlgorithm = /^(it does not (?:offer|take)) (\S+)$/;

function skipReasons(report: Report): string[] {
  const skipped = report.rules.filter((rule) => rule.verdict === 'not-applicable');
  const reasons = new Map<string, number>();
  const algorithms = new Map<string, string[]>();
  for (const { because = '' } of skipped) {
    const [, says, algorithm] = ofAlgorithm.exec(because) ?? [];
    const reason = says ?? because;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (algorithm !== undefined) algorithms.set(reason, [...(algorithms.get(reason) ?? []), algorithm]);
  }
  return [...reasons].map(([because, count]) => {
    const named = [...new Set(algorithms.get(because))].join(', ');
    return `  ${count} not applicable: ${because}${named === '' ? '' : ` ${named}`}`;
  });
}
