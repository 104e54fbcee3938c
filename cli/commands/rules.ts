import { allRules } from '../catalogue.ts';
import { columns, counted } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { selectByGlobs } from '../globs.ts';
import { toStderr, toStdout, toStdoutAsJson } from '../streams.ts';

/** `touchstone rules`. */
export async function listRules(options: {
  readonly json?: boolean;
  readonly rule: readonly string[];
}): Promise<ExitCode> {
  const chosen = new Set(
    selectByGlobs(
      allRules.map(({ id }) => id),
      options.rule,
      'rule',
    ),
  );
  const listed = allRules.filter(({ id }) => chosen.has(id));
  if (options.json === true) {
    await toStdoutAsJson(listed);
    return exitCode.upheld;
  }
  await toStdout(columns(listed.map(({ id, level, says }) => [id, level, says])));
  await toStderr(`${counted(listed.length, 'rule')}\n`);
  return exitCode.upheld;
}
