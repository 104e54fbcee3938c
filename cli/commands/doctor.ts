import { counted } from '../columns.ts';
import { examine } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import type { Machine } from '../doctor/machine.ts';
import { thisMachine } from '../doctor/this-machine.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';

/** `touchstone doctor`: exit 2 where something keeps keys or readers away. */
export async function doctor(options: { readonly json?: boolean }, machine: Machine = thisMachine): Promise<ExitCode> {
  const findings = await examine(machine);
  if (options.json === true) await toStdoutAsJson(findings);
  else await toStdout(asText(findings));
  return codeOf(findings);
}

/** 0 nothing is wrong, 2 something is. */
export function codeOf(findings: readonly Finding[]): ExitCode {
  return findings.some(({ state }) => state === 'problem') ? exitCode.broken : exitCode.upheld;
}

/** Findings as people read them. */
export function asText(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ id, state, looked, says, fix }) => [
    `${state.padEnd(7)}  ${id}: ${says}`,
    `         looked at ${looked}`,
    ...(fix === undefined ? [] : fix.split('\n').map((line, index) => `         ${index === 0 ? 'fix: ' : ''}${line}`)),
  ]);
  const problems = findings.filter(({ state }) => state === 'problem').length;
  const warnings = findings.filter(({ state }) => state === 'warning').length;
  const sum =
    problems + warnings === 0 ? 'nothing is wrong' : `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}`;
  return `${lines.join('\n')}\n\n${sum}\n`;
}
