import { writeReport } from '../../conformance/report/report-file.ts';
import { systemClock } from '../../src/env/system.ts';
import { type OtpProfileName, otpProfiles } from '../../src/verifier/otp/profiles.ts';
import { columns } from '../columns.ts';
import { BrokenError, type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { type FleetOrder, type Habit, habits } from '../fleet/fleet-order.ts';
import { curvesOf, fleetCsv, fleetHtml, fleetTable, yearsOf } from '../fleet/fleet-report.ts';
import { shardUrl } from '../fleet/fleet-shard.ts';
import { runFleet } from '../fleet/run-fleet.ts';
import { runSeed } from '../run-seed.ts';
import { lineToStderr, toStdout, toStdoutAsJson } from '../streams.ts';

/** The options of `touchstone oath fleet`. */
export interface OathFleetOptions {
  readonly tokens: number;
  readonly years: number;
  readonly verifier: readonly string[];
  readonly habit: string;
  readonly ppmSpread: number;
  readonly skewSpread: number;
  readonly temperatureSwing: number;
  readonly period: number;
  readonly seed?: number;
  readonly report: readonly string[];
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `touchstone oath fleet`: which share of a fleet still signs in after how long, by verifier. */
export async function oathFleet(options: OathFleetOptions, signal: AbortSignal): Promise<ExitCode> {
  const order = orderOf(options);
  const files = options.report.map(parseReport);
  const startMs = systemClock.nowMs();
  let done = 0;
  const counts = await runFleet(order, {
    shardUrl,
    signal,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    progress: (tokens) => {
      done += tokens;
      if (options.quiet !== true && done % 10_000 === 0) lineToStderr(`${done} of ${order.tokens} tokens`);
    },
  });
  const curves = curvesOf(order, counts);
  const durationMs = Math.round(systemClock.nowMs() - startMs);
  const logins = curves.reduce((sum, curve) => sum + curve.logins, 0);
  for (const { kind, path } of files) {
    try {
      await writeReport(path, kind === 'csv' ? fleetCsv(order, curves) : fleetHtml(order, curves));
    } catch (error) {
      throw new BrokenError(`--report: cannot write ${path}: ${(error as Error).message}`, { cause: error });
    }
  }
  if (options.json === true) await toStdoutAsJson({ ...order, logins, durationMs, atYears: yearsOf(order), curves });
  else {
    await toStdout(columns(fleetTable(order, curves)));
    lineToStderr(
      `${logins} logins of ${order.tokens} tokens in ${(durationMs / 1000).toFixed(1)} s, seed ${order.seed}`,
    );
  }
  return exitCode.upheld;
}

function orderOf(options: OathFleetOptions): FleetOrder {
  const verifiers = options.verifier.flatMap((text) => text.split(',')).map(verifierOf);
  if (!Object.hasOwn(habits, options.habit)) {
    throw new UsageError(
      `--habit: expected one of ${Object.keys(habits).join(', ')}, received ${JSON.stringify(options.habit)}`,
    );
  }
  return {
    tokens: within('--tokens', options.tokens, 1, 10_000_000),
    years: within('--years', options.years, 0.01, 100),
    verifiers: verifiers.length === 0 ? (Object.keys(otpProfiles) as OtpProfileName[]) : verifiers,
    habit: options.habit as Habit,
    ppmSpread: within('--ppm-spread', options.ppmSpread, 0, 10_000),
    skewSpreadSeconds: within('--skew-spread', options.skewSpread, 0, 1e6),
    temperatureSwingC: within('--temperature-swing', options.temperatureSwing, 0, 60),
    periodSeconds: within('--period', options.period, 1, 3600),
    seed: runSeed(options.seed),
  };
}

function verifierOf(text: string): OtpProfileName {
  const name = text.trim();
  if (Object.hasOwn(otpProfiles, name)) return name as OtpProfileName;
  throw new UsageError(
    `--verifier: expected ${Object.keys(otpProfiles).join(', ')}, received ${JSON.stringify(name.slice(0, 40))}`,
  );
}

function within(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new UsageError(`${name}: expected ${least} to ${most}, received ${value}`);
}

function parseReport(text: string): { kind: 'html' | 'csv'; path: string } {
  const [, kind, path] = /^(html|csv)=(.+)$/.exec(text) ?? [];
  if (kind === undefined || path === undefined) {
    throw new UsageError(`--report: expected html=FILE or csv=FILE, received ${JSON.stringify(text.slice(0, 60))}`);
  }
  return { kind: kind as 'html' | 'csv', path };
}
