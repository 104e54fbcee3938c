import type { Report } from './report.ts';

/** The exit code of a run: 1 when a MUST was violated, else 2 when something broke or the run did not reach its end, else 0. */
export function exitCodeOf(report: Pick<Report, 'summary' | 'interrupted'>): 0 | 1 | 2 {
  if (report.summary.violated > 0) return 1;
  return report.summary.broken > 0 || report.interrupted !== undefined ? 2 : 0;
}
