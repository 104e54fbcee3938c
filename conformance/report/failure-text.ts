import type { Counterexample } from '../vocabulary/verdict.ts';
import { citation, type ReportedRule } from './report.ts';
import { shortFrames } from './short-frame.ts';

const INDENT = '  ';

/** A failure in lines: sentence, clause, expected, actual, input, the last frames and the line that replays it. */
export function failureLines(rule: Pick<ReportedRule, 'says' | 'spec'>, found: Counterexample): string[] {
  return [
    rule.says,
    ...rule.spec.map((spec) => `clause    ${citation(spec)}`),
    `expected  ${found.expected}`,
    `actual    ${found.actual}`,
    `input     ${found.input}`,
    ...(found.transcript.length === 0
      ? []
      : ['frames', ...shortFrames(found.transcript).map((frame) => `${INDENT}${frame}`)]),
    `seed      ${found.seed}, path ${found.path}`,
    `replay    ${found.replay}`,
  ];
}
