import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { Replay } from '../vocabulary/replay.ts';
import type { Report, ReportedRule } from './report.ts';

/** A report that cannot be read, or has not what was asked of it: which file, and why. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** Writes a report in any format: the file is there wholly or not at all. */
export async function writeReport(file: string, text: string): Promise<void> {
  await writeFileAtomic(file, text);
}

/** Reads a `report.json`. Throws `ReportError` when it cannot be read, is no JSON (cut short), or is no report. */
export async function readReport(file: string): Promise<Report> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ReportError(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  return parseReport(text, file);
}

/** Reads the text of a `report.json`. */
export async function parseReport(text: string, file: string): Promise<Report> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ReportError(`${file}: expected JSON, received something else or a part of it: ${error.message}`, {
      cause: error,
    });
  }
  const { reportSchema } = await import('./schema.ts');
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ReportError(
      `${file}: expected touchstone-report/1: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no report'}`,
    );
  }
  return parsed.data;
}

/** The replay of one counterexample of a report: of the rule named, or of the only one. Throws `ReportError`. */
export function replayOf(report: Report, file: string, ruleId?: string): Replay {
  const failures = report.rules.filter((rule) => rule.counterexample !== undefined);
  const rule = ruleId === undefined ? only(failures, file) : failures.find(({ id }) => id === ruleId);
  const found = rule?.counterexample;
  if (rule === undefined || found === undefined) throw new ReportError(`${file}: no counterexample of rule ${ruleId}`);
  return {
    target: report.target.uri,
    rule: rule.id,
    seed: found.seed,
    path: found.path,
    // As many inputs as it takes to come to the one that failed.
    runs: Number.parseInt(found.path, 10) + 1 || 1,
    profile: report.profile,
  };
}

function only(failures: readonly ReportedRule[], file: string): ReportedRule {
  const [first] = failures;
  if (first === undefined) throw new ReportError(`${file}: no counterexample: nothing was violated`);
  if (failures.length > 1) {
    throw new ReportError(
      `${file}: ${failures.length} counterexamples: name one with --rule: ${failures.map(({ id }) => id).join(', ')}`,
    );
  }
  return first;
}
