import { DecodeError } from '../../src/errors/decode-error.ts';
import { oathHash } from '../../src/oath/oath-hash.ts';
import { parseOtpauthUri } from '../../src/oath/otpauth-uri.ts';
import { lintSecret } from '../../src/oath/secret.ts';
import { columns } from '../columns.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { readOption } from '../oath/secret-options.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';

/** `touchstone oath lint SECRET`: which one it is, how long, and what is remarkable; the secret is not shown. */
export async function oathLint(
  text: string,
  options: { readonly algorithm: string; readonly json?: boolean },
): Promise<ExitCode> {
  const hash = readOption('--algorithm', () => oathHash(options.algorithm));
  const found = text.startsWith('otpauth:') ? ofUri(text) : ofSecret(text, hash);
  if (options.json === true) await toStdoutAsJson(found);
  else {
    const { remarks, ...facts } = found;
    await toStdout(columns(Object.entries(facts).map(([name, value]) => [name, `${value}`])));
    await toStdout(remarks.map((remark) => `remark: ${remark}\n`).join(''));
  }
  return exitCode.upheld;
}

interface Linted {
  readonly encoding: string;
  readonly bytes: number;
  readonly remarks: readonly string[];
}

function ofSecret(text: string, hash: ReturnType<typeof oathHash>): Linted {
  const { bytes, encoding, remarks } = readOption('SECRET', () => lintSecret(text, hash));
  return { encoding, bytes: bytes.length, remarks };
}

function ofUri(text: string): Linted {
  try {
    const { secret, hash, ...token } = parseOtpauthUri(text);
    const remarks: string[] = [];
    if (hash !== 'SHA1') remarks.push(`algorithm ${hash}: many apps ignore it and use SHA1`);
    if (token.digits !== 6) remarks.push(`${token.digits} digits: many apps ignore it and use 6`);
    if (token.periodSeconds !== undefined && token.periodSeconds !== 30) {
      remarks.push(`a period of ${token.periodSeconds} s: many apps ignore it and use 30`);
    }
    if (secret.length < 16) remarks.push(`${secret.length} bytes: RFC 4226 wants at least 16`);
    if (token.issuer === undefined) remarks.push('no issuer: people will not know whose code it is');
    return { encoding: 'otpauth', bytes: secret.length, ...token, hash, remarks } as Linted;
  } catch (error) {
    if (error instanceof DecodeError) throw new UsageError(error.message);
    throw error;
  }
}
