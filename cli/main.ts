import { CommanderError } from 'commander';
import { BrokenError, type ExitCode, exitCode, UsageError } from './exit-code.ts';
import { program } from './program.ts';
import { complain, toStderr } from './streams.ts';

/** Runs one command line and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const stop = stopOnSignals();
  const code = await run(argv, stop.signal);
  stop.done();
  process.exitCode = code;
}

async function run(argv: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const outcome: { code: ExitCode } = { code: exitCode.upheld };
  try {
    const commands = program(signal, (code) => {
      outcome.code = code;
    });
    await commands.parseAsync(argv.length === 0 ? ['start'] : argv, { from: 'user' });
    return outcome.code;
  } catch (error) {
    return report(error, argv.includes('--verbose'));
  }
}

async function report(error: unknown, verbose: boolean): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCode.upheld;
    if (error.code === 'commander.help') return exitCode.usage;
    await complain(error.message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?'));
    return exitCode.usage;
  }
  const failure = error instanceof Error ? error : new Error(String(error));
  await complain(isExpected(failure) ? failure.message : `internal error: ${failure.message}`);
  if (failure instanceof UsageError && failure.hint !== undefined) await toStderr(`${failure.hint}\n`);
  if (verbose) await toStderr(`${failure.stack ?? ''}\n`);
  return isUsage(failure) ? exitCode.usage : exitCode.broken;
}

/** What the user named does not exist or does not parse; files to replay and reports to read included. */
function isUsage(failure: Error): boolean {
  return failure instanceof UsageError || ['ReportError', 'ReplayError'].includes(failure.name);
}

/** Failures that have a sentence of their own; anything else is a mistake of ours. */
function isExpected(failure: Error): boolean {
  return isUsage(failure) || failure instanceof BrokenError || expectedNames.includes(failure.name);
}

const expectedNames = ['TransportError', 'StoreError', 'BackendError'];

/** The first SIGINT, SIGTERM or SIGHUP asks the command to end; the second ends the process where it stands. */
function stopOnSignals(): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(exitCode.broken);
    controller.abort(new BrokenError(`stopped by ${name}`));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    done: () => {
      for (const name of signals) process.off(name, stop);
    },
  };
}
