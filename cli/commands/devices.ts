import { columns } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';

/** What can be judged now: the simulators. Keys and readers come with a later version. */
const simulators = [
  { id: 'sim:fido2', kind: 'simulator', says: 'the simulated FIDO2 key, in process' },
  { id: 'sim:verifier', kind: 'simulator', says: 'our own verifier as a relying party, in process' },
] as const;

/** `touchstone devices`. */
export async function devices(options: { readonly json?: boolean }): Promise<ExitCode> {
  if (options.json === true) await toStdoutAsJson(simulators);
  else await toStdout(columns(simulators.map(({ id, kind, says }) => [id, kind, says])));
  return exitCode.upheld;
}
