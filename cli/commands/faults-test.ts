import { killMatrix, type MatrixEvent } from '../../conformance/engine/kill-matrix.ts';
import { profiles } from '../../conformance/profiles.ts';
import { rules } from '../../conformance/rules/catalogue.ts';
import { mutants } from '../../simulators/mutants/catalogue.ts';
import { counted } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { selectByGlobs } from '../globs.ts';
import { lineToStderr, toStdout, toStdoutAsJson } from '../streams.ts';
import { openSimFido2 } from '../targets/sim-fido2.ts';

/** The options of `touchstone faults test`. */
export interface FaultsTestOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly seed?: number;
  readonly all?: boolean;
  readonly fault: readonly string[];
}

/** The matrix is the same on every machine and every day unless another seed is asked for. */
const DEFAULT_SEED = 1;

/** `touchstone faults test`: exit 1 when a fault survives or the sound key is accused. */
export async function testFaults(options: FaultsTestOptions, signal: AbortSignal): Promise<ExitCode> {
  const chosen = new Set(
    selectByGlobs(
      mutants.map(({ id }) => id),
      options.fault,
      'fault',
    ),
  );
  const seed = options.seed ?? DEFAULT_SEED;
  const allow = { reset: true, pin: true, write: true };
  const matrix = await killMatrix({
    open: (fault) =>
      openSimFido2(
        {
          kind: 'sim-fido2',
          uri: fault === undefined ? 'sim:fido2' : `sim:fido2?fault=${fault}`,
          profile: undefined,
          faults: fault === undefined ? [] : [fault],
          seed: undefined,
        },
        { seed, allow, signal },
      ),
    faults: mutants.filter(({ id }) => chosen.has(id)),
    rules,
    profile: profiles[0]!,
    seed,
    all: options.all === true,
    signal,
    progress: (event) => {
      if (options.quiet !== true) lineToStderr(progressLine(event));
    },
  });
  const { faults, killed, survivors, falseAccusations } = matrix;
  if (options.json === true) await toStdoutAsJson(matrix);
  else {
    await toStdout(
      [
        `${killed} of ${counted(faults, 'fault')} killed`,
        ...survivors.map((id) => `survivor: ${id}`),
        ...falseAccusations.map((id) => `accuses the sound key: ${id}`),
      ]
        .map((line) => `${line}\n`)
        .join(''),
    );
  }
  return survivors.length === 0 && falseAccusations.length === 0 ? exitCode.upheld : exitCode.violated;
}

function progressLine(event: MatrixEvent): string {
  if (event.kind === 'soundJudged') {
    const { falseAccusations } = event;
    return `the sound key by ${counted(event.rules, 'rule')}: ${falseAccusations.length === 0 ? 'accused of nothing' : `accused by ${falseAccusations.join(', ')}`}`;
  }
  const { id, killed, missedBy, done, faults } = event;
  return `[${done}/${faults}] ${killed ? 'killed' : 'SURVIVES'} ${id}${missedBy.length === 0 ? '' : `, missed by ${missedBy.join(', ')}`}`;
}
