import { judge } from '../conformance/engine/run.ts';
import type { Session } from '../conformance/engine/session.ts';
import { exitCodeOf } from '../conformance/report/exit-code.ts';
import { type Fold, foldRun } from '../conformance/report/fold.ts';
import { toJson } from '../conformance/report/json.ts';
import { verdictLine } from '../conformance/report/markdown.ts';
import type { Report } from '../conformance/report/report.ts';
import { writeReport } from '../conformance/report/report-file.ts';
import type { Listener } from '../conformance/vocabulary/event.ts';
import type { JudgeProfile } from '../conformance/vocabulary/judge-profile.ts';
import type { Rule } from '../conformance/vocabulary/rule.ts';
import { systemClock } from '../src/env/system.ts';
import { BrokenError, type ExitCode } from './exit-code.ts';
import { hideSecret } from './hide-secret.ts';
import { parseLeave } from './leave.ts';
import { readPin } from './pin.ts';
import { plainLines } from './plain-lines.ts';
import type { ReportFile, ReportKind } from './report-files.ts';
import { complain, isInteractive, toStdout } from './streams.ts';
import { openTarget } from './targets/open-target.ts';
import type { Target } from './targets/target.ts';
import { version } from './version.ts';

/** The options that every judging command takes. */
export interface JudgingOptions {
  readonly seed?: number;
  readonly report?: readonly string[];
  readonly allow?: readonly string[];
  readonly touchCommand?: string;
  readonly replugCommand?: string;
  readonly pinFile?: string;
  readonly showSecrets?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly tui?: boolean;
}

/** One run, ordered in full. */
export interface JudgingOrder {
  readonly target: Target;
  readonly rules: readonly Rule[];
  readonly profile: JudgeProfile;
  readonly seed: number;
  readonly runs?: number | undefined;
  readonly timeBudgetMs?: number | undefined;
  /** fast-check's path to one input, for a replay of one rule. */
  readonly path?: string | undefined;
  /** Known to be writable. */
  readonly files: readonly ReportFile[];
  readonly options: JudgingOptions;
}

/** Judges a target, shows how it goes, writes the reports, also when the run is stopped. */
export async function judgeTarget(order: JudgingOrder, signal: AbortSignal): Promise<ExitCode> {
  const { options } = order;
  const trouble = new AbortController();
  const stop = AbortSignal.any([signal, trouble.signal]);
  const pin = await readPin(options.pinFile);
  const session = await openTarget(order.target, {
    seed: order.seed,
    allow: parseLeave(options.allow),
    touchCommand: options.touchCommand,
    replugCommand: options.replugCommand,
    pin,
    showSecrets: options.showSecrets,
    signal: stop,
    onTrouble: (says) => trouble.abort(new BrokenError(says)),
  });
  try {
    return await judgeSession(order, session, stop, options.showSecrets === true ? undefined : pin);
  } finally {
    await session.close();
  }
}

async function judgeSession(order: JudgingOrder, session: Session, signal: AbortSignal, secret: string | undefined): Promise<ExitCode> {
  const { options } = order;
  const fold = foldRun({ name: 'touchstone', version });
  const view = await openView(options, fold);
  const listener: Listener = hideSecret(secret, (event) => {
    fold.listener(event);
    view.listener(event);
  });
  const reportFile = order.files.find(({ kind }) => kind === 'json')?.path;
  try {
    await judge({
      session,
      rules: order.rules,
      profile: order.profile,
      seed: order.seed,
      ...(order.runs === undefined ? {} : { runs: order.runs }),
      ...(order.timeBudgetMs === undefined ? {} : { timeBudgetMs: order.timeBudgetMs }),
      ...(order.path === undefined ? {} : { path: order.path }),
      ...(reportFile === undefined ? {} : { reportFile }),
      listener,
      signal,
      nowMs: () => systemClock.nowMs(),
    });
  } finally {
    await view.close();
    await writeReports(order.files, fold.report());
  }
  const report = fold.report();
  await view.conclude(report);
  if (signal.aborted) await complain(signal.reason instanceof Error ? signal.reason.message : String(signal.reason));
  else if (report.interrupted !== undefined) await complain(`${order.target.uri}: ${report.interrupted}`);
  return exitCodeOf(report);
}

/** How a run is shown. */
interface View {
  readonly listener: Listener;
  /** Called when the run has ended, whatever its end was. */
  close(): Promise<void>;
  /** Called with the finished report. */
  conclude(report: Report): Promise<void>;
}

async function openView(options: JudgingOptions, fold: Fold): Promise<View> {
  const done = async (): Promise<void> => undefined;
  if (options.json === true) {
    const quiet = options.quiet === true;
    return {
      listener: quiet ? () => undefined : plainLines((text) => process.stderr.write(text), false),
      close: done,
      conclude: (report) => toStdout(toJson(report)),
    };
  }
  if (options.quiet === true) return { listener: plainLines((text) => process.stdout.write(text), true), close: done, conclude: done };
  void fold;
  void isInteractive;
  return {
    listener: plainLines((text) => process.stdout.write(text), false),
    close: done,
    conclude: (report) => toStdout(`\n${verdictLine(report)}\n`),
  };
}

/** Every renderer is loaded when a report of its kind is asked for. */
const renderers: Record<ReportKind, () => Promise<(report: Report) => string>> = {
  json: async () => toJson,
  junit: async () => (await import('../conformance/report/junit.ts')).toJunit,
  markdown: async () => (await import('../conformance/report/markdown.ts')).toMarkdown,
  html: async () => (await import('../conformance/report/html.ts')).toHtml,
};

async function writeReports(files: readonly ReportFile[], report: Report): Promise<void> {
  for (const { kind, path } of files) {
    const render = await renderers[kind]();
    try {
      await writeReport(path, render(report));
    } catch (error) {
      throw new BrokenError(`--report: cannot write ${path}: ${(error as Error).message}`, { cause: error });
    }
  }
}
