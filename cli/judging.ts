import { resolve } from 'node:path';
import { judge } from '../conformance/engine/run.ts';
import type { Session } from '../conformance/engine/session.ts';
import { profileFor, profileVerdict } from '../conformance/profiles.ts';
import { exitCodeOf } from '../conformance/report/exit-code.ts';
import { foldRun } from '../conformance/report/fold.ts';
import type { Report } from '../conformance/report/report.ts';
import type { Listener } from '../conformance/vocabulary/event.ts';
import type { JudgeProfile } from '../conformance/vocabulary/judge-profile.ts';
import type { Rule } from '../conformance/vocabulary/rule.ts';
import { Ctap2Client } from '../src/client/ctap2-client.ts';
import type { GetInfo } from '../src/ctap2/get-info.ts';
import { systemClock } from '../src/env/system.ts';
import { CtapError } from '../src/errors/ctap-error.ts';
import { DecodeError } from '../src/errors/decode-error.ts';
import { TransportError } from '../src/errors/transport-error.ts';
import type { Recording } from '../src/transport/recording.ts';
import { BrokenError, type ExitCode, exitCode, UsageError } from './exit-code.ts';
import { hideSecret } from './hide-secret.ts';
import { parseLeave } from './leave.ts';
import { readPin } from './pin.ts';
import { openRecording, type RecordingFile } from './recording-file.ts';
import type { ReportFile } from './report-files.ts';
import { complain } from './streams.ts';
import { openTarget } from './targets/open-target.ts';
import type { KeyTarget } from './targets/target.ts';
import { readTranscriptHeader } from './targets/trace.ts';
import { version } from './version.ts';
import { openView, writeReports } from './view.ts';

/** The options that every judging command takes. */
export interface JudgingOptions {
  readonly seed?: number;
  readonly report?: readonly string[];
  readonly allow?: readonly string[];
  readonly touchCommand?: string;
  readonly replugCommand?: string;
  readonly pinFile?: string;
  readonly showSecrets?: boolean;
  /** The transcript to be written. */
  readonly record?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly tui?: boolean;
}

/** What every run is ordered by. */
export interface RunOrder {
  readonly seed: number;
  readonly runs?: number | undefined;
  readonly timeBudgetMs?: number | undefined;
  /** fast-check's path to one input, for a replay of one rule. */
  readonly path?: string | undefined;
  /** Known to be writable. */
  readonly files: readonly ReportFile[];
  readonly options: JudgingOptions;
}

/** One run at a key, ordered in full. */
export interface JudgingOrder extends RunOrder {
  readonly target: KeyTarget;
  readonly rules: readonly Rule[];
  /** Undefined: the one that fits the versions the key claims. */
  readonly profile: JudgeProfile | undefined;
}

/** Judges a key, shows how it goes, writes the reports and the transcript, also when the run is stopped. */
export async function judgeTarget(order: JudgingOrder, signal: AbortSignal): Promise<ExitCode> {
  const { options } = order;
  const trouble = new AbortController();
  const onTrouble = (says: string): void => trouble.abort(new BrokenError(says));
  const stop = AbortSignal.any([signal, trouble.signal]);
  const pin = await readPin(options.pinFile);
  const file = options.record === undefined ? undefined : await recordingOf(order, options.record, onTrouble);
  try {
    return await judgeOpened(order, { pin, stop, onTrouble, recording: file?.recording });
  } finally {
    file?.close();
  }
}

/** What a run has besides its order. */
interface Surroundings {
  readonly pin: string | undefined;
  readonly stop: AbortSignal;
  readonly onTrouble: (says: string) => void;
  readonly recording: Recording | undefined;
}

function recordingOf(order: JudgingOrder, path: string, onTrouble: (says: string) => void): Promise<RecordingFile> {
  const { target, seed, rules, profile, runs, path: input, options } = order;
  if (order.files.some((report) => resolve(report.path) === resolve(path))) {
    throw new UsageError(`--record: a report goes to ${path}, too`);
  }
  const run = {
    command: input === undefined ? 'test' : 'replay',
    rules: rules.map(({ id }) => id),
    ...(profile === undefined ? {} : { profile: profile.id }),
    ...(runs === undefined ? {} : { runs }),
    ...(input === undefined ? {} : { path: input }),
  };
  return openRecording({ path, target, seed, run, showSecrets: options.showSecrets === true, onTrouble });
}

async function judgeOpened(order: JudgingOrder, surroundings: Surroundings): Promise<ExitCode> {
  const { options } = order;
  const { pin, stop, onTrouble, recording } = surroundings;
  const session = await openTarget(order.target, {
    seed: order.seed,
    recording,
    allow: parseLeave(options.allow),
    touchCommand: options.touchCommand,
    replugCommand: options.replugCommand,
    pin,
    showSecrets: options.showSecrets,
    signal: stop,
    onTrouble,
  });
  try {
    return await judgeSession(order, session, stop, options.showSecrets === true ? undefined : pin);
  } finally {
    await session.close();
  }
}

async function judgeSession(
  order: JudgingOrder,
  session: Session,
  signal: AbortSignal,
  secret: string | undefined,
): Promise<ExitCode> {
  const { options } = order;
  const fold = foldRun({ name: 'touchstone', version });
  const view = await openView(options);
  const listener: Listener = hideSecret(secret, (event) => {
    if (event.kind === 'ruleStarted') session.begin?.(event.id);
    fold.listener(event);
    view.listener(event);
  });
  const info = await firstInfo(session, signal);
  const profile = order.profile ?? profileFor(info ?? { versions: [] });
  // A transcript holds one run, and is rerun as that was made.
  const path = order.target.kind === 'trace' ? (await readTranscriptHeader(order.target.file)).run?.path : order.path;
  const reportFile = order.files.find(({ kind }) => kind === 'json')?.path;
  let isMet = true;
  try {
    await judge({
      session,
      rules: order.rules,
      profile,
      seed: order.seed,
      ...(order.runs === undefined ? {} : { runs: order.runs }),
      ...(order.timeBudgetMs === undefined ? {} : { timeBudgetMs: order.timeBudgetMs }),
      ...(path === undefined ? {} : { path }),
      ...(reportFile === undefined ? {} : { reportFile }),
      listener,
      signal,
      nowMs: () => systemClock.nowMs(),
    });
    if (order.profile !== undefined && path === undefined && order.path === undefined && info !== undefined) {
      isMet = judgeProfile(order.profile, info, fold.report(), listener);
    }
    await view.conclude(fold.report());
  } finally {
    await view.close();
    await writeReports(order.files, fold.report());
  }
  const report = fold.report();
  if (signal.aborted) await complain(signal.reason instanceof Error ? signal.reason.message : String(signal.reason));
  else if (report.interrupted !== undefined) await complain(`${order.target.uri}: ${report.interrupted}`);
  return isMet ? exitCodeOf(report) : exitCode.violated;
}

/** Whether a profile that was named is met, or could not be judged; said among the observations. */
function judgeProfile(profile: JudgeProfile, info: GetInfo, report: Report, listener: Listener): boolean {
  const { verdict, reasons } = profileVerdict(profile, info, report);
  const why = reasons.map(({ feature, says }) => `${feature}: ${says}`).join('; ');
  listener({ kind: 'observed', observation: { says: `profile ${profile.id}: ${verdict} (${why})` } });
  return verdict !== 'not met';
}

/** getInfo before the run, to choose a profile by; undefined where the key cannot tell: the run will say so. */
async function firstInfo(session: Session, signal: AbortSignal): Promise<GetInfo | undefined> {
  try {
    return await new Ctap2Client(session.link).getInfo({ signal });
  } catch (error) {
    if (error instanceof CtapError || error instanceof DecodeError || error instanceof TransportError) return undefined;
    throw error;
  }
}
