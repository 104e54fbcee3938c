import { systemClock } from '../../src/env/system.ts';
import type { Bounds } from '../../src/verifier/otp/drift-estimate.ts';
import { type Measured, type MeasureOptions, measure, type Reading } from '../../src/verifier/otp/measure.ts';
import { loginHabits, type Outlook, outlook } from '../../src/verifier/otp/outlook.ts';
import { otpProfiles } from '../../src/verifier/otp/profiles.ts';
import { type OtpToken, otpToken } from '../../src/verifier/otp/token.ts';
import { columns, counted } from '../columns.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { readingsOf } from '../oath/reading-options.ts';
import { oathFormat, readOption, type SecretOptions } from '../oath/secret-options.ts';
import { lineToStderr, toStdout, toStdoutAsJson } from '../streams.ts';

/** The options of `touchstone oath measure`. */
export interface OathMeasureOptions extends SecretOptions {
  readonly reading: readonly string[];
  readonly readings?: string;
  readonly delay: number;
  readonly maxPpm: number;
  readonly wanderPpm: number;
  readonly search: number;
  readonly at?: number;
  readonly t0?: number;
  readonly json?: boolean;
}

/** `touchstone oath measure`: the offset and rate of a real token, and which verifiers take it. Exit 1 where the readings fit no clock. */
export async function oathMeasure(options: OathMeasureOptions): Promise<ExitCode> {
  const readings = await readingsOf(options.reading, options.readings);
  const { secret, hash, digits, periodSeconds } = await oathFormat(options);
  const token = otpToken(secret, { hash, digits, periodSeconds, t0Seconds: options.t0 ?? 0 });
  const atSeconds = (options.at ?? systemClock.nowMs()) / 1000;
  checkBounds(options);
  const latest = Math.max(...readings.map((reading) => reading.atSeconds));
  if (latest > atSeconds + 60)
    throw new UsageError('readings: expected times up to now, or up to --at, received a later one');
  const result = readOption('measure', () => measure(token, readings, { ...measureOptions(options), atSeconds }));
  if (result.kind === 'not-measured') {
    if (options.json === true) await toStdoutAsJson(result);
    else await toStdout(`not measured: ${result.code}\n  reading ${result.reading + 1}: ${result.because}\n`);
    return exitCode.violated;
  }
  const verifiers = Object.values(otpProfiles).map((profile) => outlook(profile, token, result, atSeconds));
  if (options.json === true) await toStdoutAsJson({ ...result, readings: readings.length, verifiers });
  else await toStdout(page(result, readings, token, verifiers));
  if (result.others.length > 0) {
    lineToStderr(
      `touchstone: ${counted(result.others.length, 'other clock')} would show the same codes: read one more code, hours later`,
    );
  }
  return exitCode.upheld;
}

function measureOptions({ delay, maxPpm, wanderPpm, search }: OathMeasureOptions): MeasureOptions {
  return { delaySeconds: delay, limits: { ppm: maxPpm, wanderPpm }, searchSteps: search };
}

function checkBounds({ maxPpm, wanderPpm, search }: OathMeasureOptions): void {
  if (!(maxPpm > 0 && maxPpm <= 10_000))
    throw new UsageError(`--max-ppm: expected more than 0 and up to 10000, received ${maxPpm}`);
  if (!(wanderPpm >= 0 && wanderPpm <= 1000))
    throw new UsageError(`--wander-ppm: expected 0 to 1000, received ${wanderPpm}`);
  if (!(search >= 0 && search <= 100_000))
    throw new UsageError(`--search: expected 0 to 100000 steps, received ${search}`);
}

function page(
  { offsetSeconds, ratePpm, atSeconds }: Measured,
  readings: readonly Reading[],
  { periodSeconds }: OtpToken,
  verifiers: readonly Outlook[],
): string {
  const times = readings.map((reading) => reading.atSeconds);
  const days = (Math.max(...times) - Math.min(...times)) / 86_400;
  const perYear = (((ratePpm.low + ratePpm.high) / 2) * 31.557_6).toFixed(0);
  const facts = columns([
    ['readings', `${readings.length} over ${days.toFixed(1)} days`],
    [
      'offset',
      `${bounded(offsetSeconds, 's')}, ${steps(offsetSeconds, periodSeconds)}, at ${new Date(atSeconds * 1000).toISOString()}`,
    ],
    ['rate', `${bounded(ratePpm, 'ppm')}, about ${perYear} s a year`],
  ]);
  const table = columns([
    ['verifier', 'today', 'once activated', ...loginHabits.map((habit) => `in a year, ${habit}`)],
    ...verifiers.map(({ verifier, today, activated, inAYear }) => [
      verifier,
      words[today],
      words[activated],
      ...loginHabits.map((habit) => words[inAYear[habit]]),
    ]),
  ]);
  return `${facts}\n${table}`;
}

const words = { accepted: 'yes', 'second-code': 'with a second code', sometimes: 'sometimes', refused: 'no' } as const;

/** Half the width is rounded up, so that what is printed holds too. */
function bounded({ low, high }: Bounds, unit: string): string {
  const middle = (low + high) / 2;
  const half = (Math.ceil(((high - low) / 2) * 10 + 0.5) / 10).toFixed(1);
  return `${middle < 0 ? '-' : '+'}${Math.abs(middle).toFixed(1)} ${unit} ± ${half} ${unit}`;
}

function steps({ low, high }: Bounds, periodSeconds: number): string {
  const middle = (low + high) / 2 / periodSeconds;
  return `${Math.abs(middle).toFixed(1)} steps ${middle < 0 ? 'behind' : 'ahead'}`;
}
