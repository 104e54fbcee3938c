import { mutants } from '../../simulators/mutants/catalogue.ts';
import { columns, counted } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { toStderr, toStdout, toStdoutAsJson } from '../streams.ts';

/** `touchstone faults`. */
export async function listFaults(options: { readonly json?: boolean }): Promise<ExitCode> {
  if (options.json === true) {
    await toStdoutAsJson(
      mutants.map(({ id, fault, level, caughtBy, profile, shortest }) => ({
        id,
        fault,
        level,
        caughtBy,
        profile,
        shortest,
      })),
    );
    return exitCode.upheld;
  }
  await toStdout(columns(mutants.map(({ id, level, fault }) => [id, level, fault])));
  await toStderr(`${counted(mutants.length, 'fault')}\n`);
  return exitCode.upheld;
}
