import { toJson } from '../conformance/report/json.ts';
import { plainLines, summaryLines } from '../conformance/report/plain-lines.ts';
import type { Report } from '../conformance/report/report.ts';
import { writeReport } from '../conformance/report/report-file.ts';
import type { Listener } from '../conformance/vocabulary/event.ts';
import { systemClock } from '../src/env/system.ts';
import { BrokenError } from './exit-code.ts';
import type { ReportFile, ReportKind } from './report-files.ts';
import { isInteractive, lineToStderr, lineToStdout, toStderr, toStdout } from './streams.ts';

/** How a run is shown. */
export interface View {
  readonly listener: Listener;
  /** Called with the finished report; not when the run came to no end. */
  conclude(report: Report): Promise<void>;
  /** Called last, whatever the end was. */
  close(): Promise<void>;
}

/** What of the options says how a run is shown. */
export interface ViewOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly tui?: boolean;
}

/** Opens the view that the options and the terminal ask for. */
export async function openView(options: ViewOptions): Promise<View> {
  const done = async (): Promise<void> => undefined;
  const quiet = options.quiet === true;
  if (options.json === true) {
    const listener: Listener = quiet ? () => undefined : plainLines(lineToStderr);
    return { listener, close: done, conclude: (report) => toStdout(toJson(report)) };
  }
  if (options.tui !== false && !quiet && isInteractive()) return openTui();
  return {
    listener: plainLines(lineToStdout, { quiet }),
    close: done,
    conclude: (report) => (quiet ? done() : toStdout(`\n${summaryLines(report).join('\n')}\n`)),
  };
}

/** The live view: one lazy chunk with all of ink in it. */
async function openTui(): Promise<View> {
  const { showRun } = await import('../conformance/tui/show-run.tsx');
  const shown = showRun({ stdout: process.stdout, stderr: process.stderr, nowMs: () => systemClock.nowMs() });
  let isConcluded = false;
  return {
    listener: shown.listener,
    close: async () => {
      if (!isConcluded) shown.abandon();
    },
    conclude: async (report) => {
      isConcluded = true;
      await shown.finish(report);
      // A last frame as tall as the terminal ends without a line end.
      await toStderr('\n');
    },
  };
}

/** Every renderer is loaded when a report of its kind is asked for. */
const renderers: Record<ReportKind, () => Promise<(report: Report) => string>> = {
  json: async () => toJson,
  junit: async () => (await import('../conformance/report/junit.ts')).toJunit,
  markdown: async () => (await import('../conformance/report/markdown.ts')).toMarkdown,
  html: async () => (await import('../conformance/report/html.ts')).toHtml,
};

/** Writes the reports that were asked for. Throws `BrokenError` where one cannot be written. */
export async function writeReports(files: readonly ReportFile[], report: Report): Promise<void> {
  for (const { kind, path } of files) {
    const render = await renderers[kind]();
    try {
      await writeReport(path, render(report));
    } catch (error) {
      throw new BrokenError(`--report: cannot write ${path}: ${(error as Error).message}`, { cause: error });
    }
  }
}
