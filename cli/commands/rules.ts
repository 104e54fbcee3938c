import { rules } from '../../conformance/rules/catalogue.ts';
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
      rules.map(({ id }) => id),
      options.rule,
      'rule',
    ),
  );
  const listed = rules.filter(({ id }) => chosen.has(id));
  if (options.json === true) {
    await toStdoutAsJson(
      listed.map(({ id, level, says, spec, needs, runs }) => ({ id, level, says, spec, needs, runs })),
    );
    return exitCode.upheld;
  }
  await toStdout(columns(listed.map(({ id, level, says }) => [id, level, says])));
  await toStderr(`${counted(listed.length, 'rule')}\n`);
  return exitCode.upheld;
}
