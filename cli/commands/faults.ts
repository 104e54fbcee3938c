import { columns, counted } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { allFaults } from '../faults.ts';
import { toStderr, toStdout, toStdoutAsJson } from '../streams.ts';

/** `touchstone faults`. */
export async function listFaults(options: { readonly json?: boolean }): Promise<ExitCode> {
  if (options.json === true) {
    await toStdoutAsJson(allFaults);
    return exitCode.upheld;
  }
  await toStdout(columns(allFaults.map(({ id, level, fault }) => [id, level, fault])));
  await toStderr(`${counted(allFaults.length, 'fault')}\n`);
  return exitCode.upheld;
}
