import { fromHex } from '../../src/bytes/hex.ts';
import { systemClock } from '../../src/env/system.ts';
import { type OcraInput, ocra, parseOcraSuite } from '../../src/oath/ocra.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { oathFormat, readOption, type SecretOptions } from '../oath/secret-options.ts';
import { readPin } from '../pin.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';

/** The options of `touchstone oath ocra`. */
export interface OathOcraOptions extends Omit<SecretOptions, 'algorithm' | 'digits' | 'period'> {
  readonly suite: string;
  readonly question: string;
  readonly counter?: string;
  readonly pinFile?: string;
  readonly session?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly json?: boolean;
}

/** `touchstone oath ocra`: the response to a challenge (RFC 6287). */
export async function oathOcra(options: OathOcraOptions): Promise<ExitCode> {
  const suite = readOption('--suite', () => parseOcraSuite(options.suite));
  const { secret } = await oathFormat({ ...options, algorithm: suite.hash, digits: 6, period: 30 });
  const { counter, session } = options;
  if (counter !== undefined && !/^\d{1,20}$/.test(counter)) {
    throw new UsageError(`--counter: expected 0 to 2^64 - 1, received ${JSON.stringify(counter.slice(0, 30))}`);
  }
  const pin = suite.pin === undefined ? undefined : await readPin(options.pinFile);
  const input: OcraInput = {
    question: options.question,
    ...(counter === undefined ? {} : { counter: BigInt(counter) }),
    ...(pin === undefined ? {} : { pin }),
    ...(session === undefined ? {} : { session: readOption('--session', () => fromHex(session)) }),
    seconds: (options.at ?? systemClock.nowMs()) / 1000,
  };
  const response = readOption('ocra', () => ocra(secret, suite, input));
  await (options.json === true ? toStdoutAsJson({ response, suite: suite.text }) : toStdout(`${response}\n`));
  return exitCode.upheld;
}
