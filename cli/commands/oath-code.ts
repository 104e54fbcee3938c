import { systemClock } from '../../src/env/system.ts';
import { hotp } from '../../src/oath/hotp.ts';
import { startOfStep, stepAt } from '../../src/oath/totp.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { oathFormat, readOption, type SecretOptions } from '../oath/secret-options.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';

/** The options of `touchstone oath code`. */
export interface OathCodeOptions extends SecretOptions {
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly counter?: string;
  readonly t0?: number;
  readonly json?: boolean;
}

/** `touchstone oath code`: the TOTP code of a time, or the HOTP code of a counter. */
export async function oathCode(options: OathCodeOptions): Promise<ExitCode> {
  const format = await oathFormat(options);
  const { secret, periodSeconds } = format;
  if (options.counter !== undefined) {
    const counter = readOption('--counter', () => counterOf(options.counter!));
    const code = readOption('--counter', () => hotp(secret, counter, format));
    await (options.json === true ? toStdoutAsJson({ code, counter: String(counter) }) : toStdout(`${code}\n`));
    return exitCode.upheld;
  }
  const seconds = (options.at ?? systemClock.nowMs()) / 1000;
  const steps = { periodSeconds, t0Seconds: options.t0 ?? 0 };
  const step = readOption('--at', () => stepAt(seconds, steps));
  const code = readOption('--at', () => hotp(secret, step, format));
  const validUntil = startOfStep(step + 1, steps);
  if (options.json === true) {
    await toStdoutAsJson({ code, step, validFrom: startOfStep(step, steps), validUntil });
  } else await toStdout(`${code}\n`);
  return exitCode.upheld;
}

function counterOf(text: string): bigint {
  if (!/^\d{1,20}$/.test(text))
    throw new RangeError(`expected 0 to 2^64 - 1, received ${JSON.stringify(text.slice(0, 30))}`);
  return BigInt(text);
}
