import { join } from 'node:path';
import { rules } from '../../conformance/rules/catalogue.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { judgeTarget } from '../judging.ts';
import { judgeOathTarget } from '../judging-subject.ts';
import type { ReportFile } from '../report-files.ts';
import { runSeed } from '../run-seed.ts';
import { toStderr } from '../streams.ts';
import type { KeyTarget, SimOathTarget } from '../targets/target.ts';
import { mustBeWritable } from '../writable.ts';

const FOLDER = 'touchstone-report';
const builtInKey: KeyTarget = { kind: 'sim-fido2', uri: 'sim:fido2', profile: undefined, faults: [], seed: undefined };

const builtInToken: SimOathTarget = {
  kind: 'sim-oath',
  uri: 'sim:oath',
  profile: undefined,
  faults: [],
  skewSeconds: undefined,
  driftPpm: undefined,
  seed: undefined,
};

/** The reports of one run, in the folder of the main job. */
function reportsOf(name: string): readonly ReportFile[] {
  return [
    { kind: 'json', path: join(FOLDER, `${name}.json`) },
    { kind: 'junit', path: join(FOLDER, `${name}.xml`) },
    { kind: 'html', path: join(FOLDER, `${name}.html`) },
  ];
}

/** The main job: the built-in key, then the built-in token, against the whole catalogue, with reports in a folder of their own. */
export async function start(
  options: { readonly seed?: number; readonly tui?: boolean },
  signal: AbortSignal,
): Promise<ExitCode> {
  const ofKey = reportsOf('report');
  const ofToken = reportsOf('report-oath');
  for (const { path } of [...ofKey, ...ofToken]) await mustBeWritable(path, 'report', true);
  const seed = runSeed(options.seed);
  const key = await judgeTarget({ target: builtInKey, rules, profile: undefined, seed, files: ofKey, options }, signal);
  if (signal.aborted) {
    await toStderr(`reports: ${ofKey.map(({ path }) => path).join(', ')}\n`);
    return key;
  }
  const token = await judgeOathTarget(
    { target: builtInToken, patterns: [], profile: undefined, seed, files: ofToken, options },
    signal,
  );
  await toStderr(`reports: ${[...ofKey, ...ofToken].map(({ path }) => path).join(', ')}\n`);
  return worse(key, token);
}

/** Violated wins over broken, and both over upheld. */
function worse(one: ExitCode, other: ExitCode): ExitCode {
  if (one === exitCode.violated || other === exitCode.violated) return exitCode.violated;
  return one === exitCode.upheld ? other : one;
}
