import { failureLines } from '../conformance/report/failure-text.ts';
import { type Standing, standingOf } from '../conformance/report/report.ts';
import type { Listener, RunEvent } from '../conformance/vocabulary/event.ts';
import type { RuleResult } from '../conformance/vocabulary/verdict.ts';

const WIDEST_STANDING = 'not-applicable'.length;

/** Tells a run in plain lines, one for each rule that is finished; a failure is told whole. `quiet`: failures only. */
export function plainLines(write: (text: string) => void, quiet: boolean): Listener {
  return (event) => {
    const lines = quiet ? loudLines(event) : allLines(event);
    if (lines.length > 0) write(lines.map((line) => `${line}\n`).join(''));
  };
}

function allLines(event: RunEvent): string[] {
  switch (event.kind) {
    case 'runStarted': {
      const { target, rules, profile, seed } = event;
      return [`${target.uri} (${target.versions.join(', ')}), profile ${profile}, ${rules} rules, seed ${seed}`];
    }
    case 'ruleFinished':
      return resultLines(event.result);
    case 'observed':
      return [`${'observed'.padEnd(WIDEST_STANDING)}  ${event.observation.rule ?? ''}  ${event.observation.says}`];
    case 'touchAsked':
      return [`touch the key: ${event.because}`];
    case 'linkLost':
      return [`the link was lost: ${event.because}`];
    case 'linkBack':
      return [`the link came back after ${event.afterMs} ms`];
    case 'runFinished':
      return event.interrupted === undefined ? [] : [`the run ended early: ${event.interrupted}`];
    default:
      return [];
  }
}

function loudLines(event: RunEvent): string[] {
  if (event.kind !== 'ruleFinished') return event.kind === 'touchAsked' ? allLines(event) : [];
  const loud: readonly Standing[] = ['violated', 'broken', 'observed'];
  return loud.includes(standing(event.result)) ? resultLines(event.result) : [];
}

function resultLines(result: RuleResult): string[] {
  const { verdict, id, checks } = result;
  const head = `${standing(result).padEnd(WIDEST_STANDING)}  ${id}`;
  if (verdict.kind === 'violated') return [head, ...failureLines(result, verdict.counterexample).map((line) => `    ${line}`)];
  return [`${head}  ${verdict.kind === 'upheld' ? `${checks} ${checks === 1 ? 'check' : 'checks'}` : verdict.because}`];
}

function standing({ level, verdict }: RuleResult): Standing {
  return standingOf({ level, verdict: verdict.kind });
}
