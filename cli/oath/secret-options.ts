import { fromUtf8 } from '../../src/bytes/bytes.ts';
import { type OathHash, oathHash } from '../../src/oath/oath-hash.ts';
import { lintSecret } from '../../src/oath/secret.ts';
import { UsageError } from '../exit-code.ts';
import { lineToStderr } from '../streams.ts';
import { readInputFile } from '../verify/read-input.ts';

/** How commands are told a secret and how its codes are made. */
export interface SecretOptions {
  readonly secret?: string;
  readonly secretFile?: string;
  readonly hex?: boolean;
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number;
}

/** A secret with its format. */
export interface OathFormat {
  readonly secret: Uint8Array;
  readonly hash: OathHash;
  readonly digits: number;
  readonly periodSeconds: number;
}

/** The secret of `--secret`, `--secret-file` or TOUCHSTONE_OATH_SECRET, with its format. What is remarkable about it goes to stderr. Throws `UsageError`, never with the secret in it. */
export async function oathFormat(options: SecretOptions): Promise<OathFormat> {
  const text = await secretText(options);
  const hash = readOption('--algorithm', () => oathHash(options.algorithm));
  const { bytes, remarks } = readOption('--secret', () =>
    lintSecret(text, hash, options.hex === true ? 'hex' : undefined),
  );
  for (const remark of remarks.filter((one) => one.startsWith('the text is')))
    lineToStderr(`touchstone: secret: ${remark}`);
  const { digits, period: periodSeconds } = options;
  if (!Number.isInteger(digits) || digits < 6 || digits > 10)
    throw new UsageError(`--digits: expected 6 to 10, received ${digits}`);
  if (periodSeconds < 1) throw new UsageError(`--period: expected at least 1 second, received ${periodSeconds}`);
  return { secret: bytes, hash, digits, periodSeconds };
}

async function secretText({ secret, secretFile }: SecretOptions): Promise<string> {
  if (secret !== undefined && secretFile !== undefined)
    throw new UsageError('expected --secret or --secret-file, received both');
  if (secret !== undefined) return secret;
  if (secretFile !== undefined) {
    const text = fromUtf8(await readInputFile(secretFile));
    if (text === undefined) throw new UsageError(`${secretFile}: expected text, received other bytes`);
    return text.trim();
  }
  const fromEnvironment = process.env['TOUCHSTONE_OATH_SECRET'];
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment;
  throw new UsageError('expected a secret: --secret BASE32, --secret-file FILE or TOUCHSTONE_OATH_SECRET');
}

/** The value that `read` gives; what it finds wrong is a mistake in that option. */
export function readOption<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${name}: ${error.message}`);
    throw error;
  }
}
