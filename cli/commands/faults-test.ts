import {
  joinMatrices,
  type KillMatrix,
  killMatrix,
  killPartyMatrix,
  killSubjectMatrix,
  type MatrixEvent,
} from '../../conformance/engine/kill-matrix.ts';
import { profiles } from '../../conformance/profiles.ts';
import { oathTokenRules, oathVerifierRules, partyRules, rules } from '../../conformance/rules/catalogue.ts';
import type { Subject } from '../../conformance/vocabulary/event.ts';
import { otpProfile, partyProfile, tokenProfile } from '../catalogue.ts';
import { counted } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { allFaults, type ListedFault } from '../faults.ts';
import { selectByGlobs } from '../globs.ts';
import { lineToStderr, toStdout, toStdoutAsJson } from '../streams.ts';
import { openSimFido2 } from '../targets/sim-fido2.ts';
import { openSimOath } from '../targets/sim-oath.ts';
import { openSimOtpVerifier } from '../targets/sim-otp-verifier.ts';
import { openSimVerifier } from '../targets/sim-verifier.ts';

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

/** `touchstone faults test`: exit 1 when a fault survives or a sound simulator is accused. */
export async function testFaults(options: FaultsTestOptions, signal: AbortSignal): Promise<ExitCode> {
  const chosen = new Set(
    selectByGlobs(
      allFaults.map(({ id }) => id),
      options.fault,
      'fault',
    ),
  );
  const wanted = allFaults.filter(({ id }) => chosen.has(id));
  const of = (subject: Subject): readonly ListedFault[] => wanted.filter((fault) => fault.subject === subject);
  const matrix = joinMatrices([
    await matrixOfKeys(of('key'), options, signal),
    await matrixOfVerifiers(of('verifier'), options, signal),
    await matrixOfTokens(of('oath-token'), options, signal),
    await matrixOfCodeVerifiers(of('oath-verifier'), options, signal),
  ]);
  const { faults, killed, survivors, falseAccusations } = matrix;
  if (options.json === true) await toStdoutAsJson(matrix);
  else {
    await toStdout(
      [
        `${killed} of ${counted(faults, 'fault')} killed`,
        ...survivors.map((id) => `survivor: ${id}`),
        ...falseAccusations.map((id) => `accuses the sound simulator: ${id}`),
      ]
        .map((line) => `${line}\n`)
        .join(''),
    );
  }
  return survivors.length === 0 && falseAccusations.length === 0 ? exitCode.upheld : exitCode.violated;
}

/** Nothing of a subject whose faults were not asked for. */
const nothing: KillMatrix = { faults: 0, killed: 0, survivors: [], falseAccusations: [], matrix: {} };

async function matrixOfKeys(
  faults: readonly ListedFault[],
  options: FaultsTestOptions,
  signal: AbortSignal,
): Promise<KillMatrix> {
  if (faults.length === 0) return nothing;
  const seed = options.seed ?? DEFAULT_SEED;
  const allow = { reset: true, pin: true, write: true };
  return killMatrix({
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
    faults,
    rules,
    profile: profiles[0]!,
    seed,
    all: options.all === true,
    signal,
    progress: progressOf(options),
  });
}

async function matrixOfVerifiers(
  faults: readonly ListedFault[],
  options: FaultsTestOptions,
  signal: AbortSignal,
): Promise<KillMatrix> {
  if (faults.length === 0) return nothing;
  const seed = options.seed ?? DEFAULT_SEED;
  return killPartyMatrix({
    open: (fault) =>
      openSimVerifier(
        {
          kind: 'sim-verifier',
          uri: fault === undefined ? 'sim:verifier' : `sim:verifier?fault=${fault}`,
          profile: undefined,
          faults: fault === undefined ? [] : [fault],
        },
        { seed },
      ),
    faults,
    rules: partyRules,
    profile: partyProfile,
    seed,
    all: options.all === true,
    signal,
    progress: progressOf(options),
  });
}

async function matrixOfTokens(
  faults: readonly ListedFault[],
  options: FaultsTestOptions,
  signal: AbortSignal,
): Promise<KillMatrix> {
  if (faults.length === 0) return nothing;
  const seed = options.seed ?? DEFAULT_SEED;
  return killSubjectMatrix({
    subject: 'oath-token',
    open: (fault) =>
      openSimOath(
        {
          kind: 'sim-oath',
          uri: 'sim:oath',
          profile: profileOf(faults, fault),
          faults: fault === undefined ? [] : [fault],
          skewSeconds: undefined,
          driftPpm: undefined,
          seed: undefined,
        },
        { seed },
      ),
    faults,
    rules: oathTokenRules,
    profile: tokenProfile,
    seed,
    all: options.all === true,
    signal,
    progress: progressOf(options),
  });
}

async function matrixOfCodeVerifiers(
  faults: readonly ListedFault[],
  options: FaultsTestOptions,
  signal: AbortSignal,
): Promise<KillMatrix> {
  if (faults.length === 0) return nothing;
  const seed = options.seed ?? DEFAULT_SEED;
  return killSubjectMatrix({
    subject: 'oath-verifier',
    open: (fault) =>
      openSimOtpVerifier(
        {
          kind: 'sim-otp-verifier',
          uri: 'sim:otp-verifier',
          profile: profileOf(faults, fault),
          faults: fault === undefined ? [] : [fault],
        },
        { seed },
      ),
    faults,
    rules: oathVerifierRules,
    profile: otpProfile,
    seed,
    all: options.all === true,
    signal,
    progress: progressOf(options),
  });
}

/** The personality on which a fault shows. */
function profileOf(faults: readonly ListedFault[], fault: string | undefined): string | undefined {
  return faults.find(({ id }) => id === fault)?.profile;
}

function progressOf(options: FaultsTestOptions): (event: MatrixEvent) => void {
  return (event) => {
    if (options.quiet !== true) lineToStderr(progressLine(event));
  };
}

function progressLine(event: MatrixEvent): string {
  if (event.kind === 'soundJudged') {
    const { falseAccusations } = event;
    return `the sound ${event.subject} by ${counted(event.rules, 'rule')}: ${falseAccusations.length === 0 ? 'accused of nothing' : `accused by ${falseAccusations.join(', ')}`}`;
  }
  const { id, killed, missedBy, done, faults } = event;
  return `[${done}/${faults}] ${killed ? 'killed' : 'SURVIVES'} ${id}${missedBy.length === 0 ? '' : `, missed by ${missedBy.join(', ')}`}`;
}
