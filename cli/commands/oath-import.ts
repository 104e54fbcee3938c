import { fromUtf8 } from '../../src/bytes/bytes.ts';
import { systemRandom } from '../../src/env/system.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { writeFailuresCsv } from '../../src/oath/entra-csv.ts';
import { type ExportedTokens, exportTokens } from '../../src/oath/export-tokens.ts';
import { describeFailure, type ImportedTokens } from '../../src/oath/import-failure.ts';
import { importTokens } from '../../src/oath/import-tokens.ts';
import type { PskcEncryption } from '../../src/oath/pskc-writer.ts';
import type { TokenFormat } from '../../src/oath/token-record.ts';
import { counted } from '../columns.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { readOption } from '../oath/secret-options.ts';
import { keyOf, passwordOf } from '../oath/token-key-options.ts';
import { tokenAsJson, tokenTable } from '../oath/token-table.ts';
import { writePrivate } from '../oath/write-private.ts';
import { complain, toStdout, toStdoutAsJson } from '../streams.ts';
import { readInputFile } from '../verify/read-input.ts';
import { mustBeWritable } from '../writable.ts';

/** The options of `touchstone oath import`. */
export interface OathImportOptions {
  readonly format?: TokenFormat;
  readonly to?: TokenFormat;
  readonly out?: string;
  readonly keyFile?: string;
  readonly passwordFile?: string;
  readonly toKeyFile?: string;
  readonly toPasswordFile?: string;
  readonly failures?: string;
  readonly showSecrets?: boolean;
  readonly json?: boolean;
}

/** `touchstone oath import FILE`: exit 0 all tokens read, 1 some of them not (or not carried by `--to`), 3 none. */
export async function oathImport(file: string, options: OathImportOptions): Promise<ExitCode> {
  await checkOptions(options);
  const text = await readText(file);
  const key = await keyOf(options.keyFile, 'TOUCHSTONE_OATH_KEY');
  const password = await passwordOf(options.passwordFile);
  const encryption = await encryptionOf(options);
  const imported = read(file, text, options, key, password);
  const exported = exportedOf(imported, options, encryption);
  for (const failure of imported.failures) await complain(`${file}: ${describeFailure(failure)}`);
  if (options.failures !== undefined) {
    await writePrivate(
      options.failures,
      writeFailuresCsv(text, imported, { showSecrets: options.showSecrets === true }),
    );
  }
  if (imported.tokens.length === 0) {
    const received =
      imported.failures.length === 0
        ? 'none'
        : `${counted(imported.failures.length, 'that cannot', 'that cannot')} be read`;
    throw new UsageError(`${file}: expected tokens, received ${received}`);
  }
  await show(imported, exported, options);
  await sayLosses(file, imported, exported, options);
  return imported.failures.length > 0 || (exported?.left.length ?? 0) > 0 ? exitCode.violated : exitCode.upheld;
}

async function checkOptions({
  to,
  out,
  failures,
  showSecrets,
  toKeyFile,
  toPasswordFile,
  json,
}: OathImportOptions): Promise<void> {
  if (out !== undefined && to === undefined) throw new UsageError('--out: expected --to with it, received none');
  if (to !== undefined && out === undefined && showSecrets !== true) {
    throw new UsageError('--to: expected --out FILE, or --show-secrets to print what holds secrets, received neither');
  }
  if (to !== undefined && out === undefined && json === true)
    throw new UsageError('--json: expected --out FILE with --to, received none');
  if (to !== 'pskc' && (toKeyFile !== undefined || toPasswordFile !== undefined)) {
    throw new UsageError('--to-key-file and --to-password-file: expected --to pskc, received another format');
  }
  if (toKeyFile !== undefined && toPasswordFile !== undefined) {
    throw new UsageError('expected --to-key-file or --to-password-file, received both');
  }
  if (out !== undefined) await mustBeWritable(out, '--out');
  if (failures !== undefined) await mustBeWritable(failures, '--failures');
}

async function readText(file: string): Promise<string> {
  const text = fromUtf8(await readInputFile(file));
  if (text === undefined) throw new UsageError(`${file}: expected UTF-8, received other bytes`);
  return text;
}

async function encryptionOf({ toKeyFile, toPasswordFile }: OathImportOptions): Promise<PskcEncryption | undefined> {
  const key = await keyOf(toKeyFile);
  const password = await passwordOf(toPasswordFile);
  if (key !== undefined) return { key, random: systemRandom };
  return password === undefined ? undefined : { password, random: systemRandom };
}

function read(
  file: string,
  text: string,
  { format }: OathImportOptions,
  key: Uint8Array | undefined,
  password: string | undefined,
): ImportedTokens {
  try {
    return importTokens(text, {
      ...(format === undefined ? {} : { format }),
      ...(key === undefined ? {} : { key }),
      ...(password === undefined ? {} : { password }),
    });
  } catch (error) {
    if (error instanceof DecodeError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

function exportedOf(
  { tokens }: ImportedTokens,
  { to }: OathImportOptions,
  encryption: PskcEncryption | undefined,
): ExportedTokens | undefined {
  if (to === undefined) return undefined;
  return readOption('--to', () =>
    exportTokens(tokens, { format: to, ...(encryption === undefined ? {} : { encryption }) }),
  );
}

async function show(
  imported: ImportedTokens,
  exported: ExportedTokens | undefined,
  { out, to, json, showSecrets = false }: OathImportOptions,
): Promise<void> {
  if (exported !== undefined && out !== undefined) await writePrivate(out, exported.text);
  if (json === true) {
    const { tokens, ...rest } = imported;
    const written =
      exported === undefined
        ? {}
        : { to, out, written: exported.written, left: exported.left, losses: exported.losses };
    await toStdoutAsJson({ ...rest, tokens: tokens.map((token) => tokenAsJson(token, showSecrets)), ...written });
  } else if (exported !== undefined && out === undefined) await toStdout(exported.text);
  else await toStdout(tokenTable(imported.tokens, showSecrets));
}

async function sayLosses(
  file: string,
  { remarks }: ImportedTokens,
  exported: ExportedTokens | undefined,
  { to, out, toKeyFile, toPasswordFile }: OathImportOptions,
): Promise<void> {
  for (const remark of remarks) await complain(`${file}: ${remark}`);
  if (exported === undefined) return;
  for (const { index, name, because } of exported.left) {
    await complain(`--to ${to}: token ${index + 1}${name === '' ? '' : ` (${name})`} is left out: ${because}`);
  }
  if (exported.losses.length > 0) await complain(`--to ${to}: not carried: ${exported.losses.join(', ')}`);
  if (out === undefined) return;
  const isClosed = toKeyFile !== undefined || toPasswordFile !== undefined;
  await complain(`${counted(exported.written, 'token')} written to ${out}${isClosed ? '' : ', secrets readable'}`);
}
