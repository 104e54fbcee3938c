import { join } from 'node:path';
import { rules } from '../../conformance/rules/catalogue.ts';
import type { ExitCode } from '../exit-code.ts';
import { judgeTarget } from '../judging.ts';
import type { ReportFile } from '../report-files.ts';
import { runSeed } from '../run-seed.ts';
import { toStderr } from '../streams.ts';
import type { KeyTarget } from '../targets/target.ts';
import { mustBeWritable } from '../writable.ts';

const FOLDER = 'touchstone-report';
const builtInKey: KeyTarget = { kind: 'sim-fido2', uri: 'sim:fido2', profile: undefined, faults: [], seed: undefined };

/** The main job: the built-in key against the whole catalogue, with reports in a folder of their own. */
export async function start(
  options: { readonly seed?: number; readonly tui?: boolean },
  signal: AbortSignal,
): Promise<ExitCode> {
  const files: ReportFile[] = [
    { kind: 'json', path: join(FOLDER, 'report.json') },
    { kind: 'junit', path: join(FOLDER, 'report.xml') },
    { kind: 'html', path: join(FOLDER, 'report.html') },
  ];
  for (const { path } of files) await mustBeWritable(path, 'report', true);
  const code = await judgeTarget(
    { target: builtInKey, rules, profile: undefined, seed: runSeed(options.seed), files, options },
    signal,
  );
  await toStderr(`reports: ${files.map(({ path }) => path).join(', ')}\n`);
  return code;
}
