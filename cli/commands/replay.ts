import { isReplayToken } from '../../conformance/engine/replay-line.ts';
import { parseReplayToken } from '../../conformance/engine/replay-token.ts';
import { ReportError, readReport, replayOf } from '../../conformance/report/report-file.ts';
import type { Replay } from '../../conformance/vocabulary/replay.ts';
import { keyRules, partyRulesBy, profileBy } from '../catalogue.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { selectByGlobs } from '../globs.ts';
import { type JudgingOptions, judgeTarget } from '../judging.ts';
import { judgePartyTarget } from '../judging-party.ts';
import { judgeOathTarget } from '../judging-subject.ts';
import { mustHaveFrames } from '../recording-file.ts';
import { parseReports, type ReportFile } from '../report-files.ts';
import { parseTarget } from '../targets/parse-target.ts';
import { isKeyTarget, isPartyTarget, subjectOf } from '../targets/target.ts';

/** The options of `touchstone replay`. */
export interface ReplayOptions extends JudgingOptions {
  readonly target?: string;
  readonly rule: readonly string[];
}

/** `touchstone replay FILE`: each counterexample alone, on a key of its own. Exit 1 when one is seen again. */
export async function replay(file: string, options: ReplayOptions, signal: AbortSignal): Promise<ExitCode> {
  const replays = isReplayToken(file) ? [parseReplayToken(file)] : await replaysOf(file, options.rule);
  const files = await parseReports(options.report ?? []);
  if (files.length > 0 && replays.length > 1) {
    throw new UsageError(
      `--report: expected one counterexample to report on, received ${replays.length}: name one with --rule`,
    );
  }
  if (options.record !== undefined && replays.length > 1) {
    throw new UsageError(
      `--record: expected one counterexample to record, received ${replays.length}: name one with --rule`,
    );
  }
  let worst: ExitCode = exitCode.upheld;
  for (const one of replays) {
    const code = await replayOne(one, files, options, signal);
    if (worst !== exitCode.violated && code !== exitCode.upheld) worst = code;
    if (signal.aborted) break;
  }
  return worst;
}

async function replaysOf(file: string, patterns: readonly string[]): Promise<Replay[]> {
  const report = await readReport(file);
  const failing = report.rules.filter(({ counterexample }) => counterexample !== undefined).map(({ id }) => id);
  if (failing.length === 0) throw new ReportError(`${file}: no counterexample: nothing was violated`);
  return selectByGlobs(failing, patterns, `counterexample of ${file}`).map((id) => replayOf(report, file, id));
}

function replayOne(
  one: Replay,
  files: readonly ReportFile[],
  options: ReplayOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const target = parseTarget(options.target ?? one.target);
  if (options.record !== undefined) mustHaveFrames(target);
  const run = {
    profile: profileBy(subjectOf(target), one.profile),
    seed: options.seed ?? one.seed,
    runs: one.runs,
    path: one.path,
    files,
    options,
  };
  if (isPartyTarget(target)) return judgePartyTarget({ target, rules: partyRulesBy([one.rule]), ...run }, signal);
  if (isKeyTarget(target)) return judgeTarget({ target, rules: keyRules([one.rule]), ...run }, signal);
  return judgeOathTarget({ target, patterns: [one.rule], ...run }, signal);
}
