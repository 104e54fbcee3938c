import { resolve } from 'node:path';
import { UsageError } from './exit-code.ts';
import { mustBeWritable } from './writable.ts';

/** The kinds of report that can be written. */
export const reportKinds = ['json', 'junit', 'markdown', 'html'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** A report to be written. */
export interface ReportFile {
  readonly kind: ReportKind;
  readonly path: string;
}

const later = ['sarif', 'ctrf'];

/** Reads `KIND=FILE`, and finds out that each can be written before the run begins. Throws `UsageError`. */
export async function parseReports(texts: readonly string[]): Promise<ReportFile[]> {
  const files = texts.map(parseReport);
  const paths = new Set<string>();
  for (const { path } of files) {
    if (paths.has(resolve(path))) throw new UsageError(`--report: two reports go to ${path}`);
    paths.add(resolve(path));
  }
  for (const { path } of files) await mustBeWritable(path, '--report');
  return files;
}

function parseReport(text: string): ReportFile {
  const [, word, path] = /^([a-z]+)=(.+)$/s.exec(text) ?? [];
  if (word !== undefined && later.includes(word))
    throw new UsageError(`--report: this version does not write ${word} reports yet`);
  const kind = reportKinds.find((known) => known === word);
  if (kind === undefined || path === undefined) {
    const expected = reportKinds.map((known) => `${known}=FILE`);
    throw new UsageError(
      `unknown report ${JSON.stringify(text)}: expected ${expected.slice(0, -1).join(', ')} or ${expected.at(-1)}`,
    );
  }
  return { kind, path };
}
