import { toBase32 } from '../bytes/base32.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { type CsvField, readCsvRow, writeCsvRow } from './csv-row.ts';
import { entraInterval, entraSecret } from './entra-secret.ts';
import { type ImportedTokens, type ImportFailure, TokenError } from './import-failure.ts';
import { entraRefusal, notKept } from './token-limits.ts';
import type { TokenRecord } from './token-record.ts';

/** The header of Entra's upload, which has to be written so and no other way. */
export const entraCsvHeader = 'upn,serial number,secret key,time interval,manufacturer,model';

const columns = entraCsvHeader.split(',');
const HIDDEN = '(hidden)';

/**
 * Reads the CSV of an Entra upload. A header that is another is a `DecodeError`, since no column can then be trusted; each
 * row that is wrong becomes a failure, and the others are kept.
 */
export function readEntraCsv(text: string): ImportedTokens {
  const lines = linesOf(text);
  checkHeader(lines[0] ?? '');
  const tokens: TokenRecord[] = [];
  const failures: ImportFailure[] = [];
  const firstLines = new Map<string, number>();
  for (const [index, row] of lines.slice(1).entries()) {
    if (row === '') continue;
    const line = index + 2;
    let serial: string | undefined;
    try {
      const fields = readCsvRow(row);
      serial = fields.length === columns.length ? visible(fields[1]!.text) : undefined;
      const token = tokenOf(fields, row);
      const first = firstLines.get(token.serial!);
      if (first !== undefined) {
        throw new TokenError(
          'serial-duplicate',
          columns[1]!,
          'a serial number of its own',
          `that of line ${first}`,
          fields[1]!.at,
        );
      }
      firstLines.set(token.serial!, line);
      tokens.push(token);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      failures.push(failureOf(error, line, index, serial));
    }
  }
  return { format: 'csv', tokens, failures, remarks: [] };
}

/** The CSV of an Entra upload, lines ended by CR LF. Throws `RangeError` for a token that it cannot carry, of which `entraRefusal` tells. */
export function writeEntraCsv(tokens: readonly TokenRecord[]): string {
  const rows = tokens.map((token) => {
    const refusal =
      entraRefusal(token) ?? notKept(token, ['upn', 'serial', 'manufacturer', 'model']) ?? shaRefusal(token);
    if (refusal !== undefined) throw new RangeError(`csv: ${refusal}`);
    const { upn, serial, secret, manufacturer, model } = token;
    return [
      upn!,
      serial!,
      toBase32(secret),
      `${token.type === 'totp' ? token.periodSeconds : 0}`,
      manufacturer!,
      model!,
    ];
  });
  return [columns, ...rows].map((row) => `${writeCsvRow(row)}\r\n`).join('');
}

/** Why the CSV cannot carry a token's hash: it has no column for it. Undefined where it can. */
export function shaRefusal({ hash }: TokenRecord): string | undefined {
  return hash === 'SHA1' ? undefined : `expected SHA1, since there is no column for a hash, received ${hash}`;
}

/**
 * The rows that failed, with the reason behind them, to be mended and uploaded again. Their secrets are left out unless they
 * are asked for; of other formats than CSV there is a row with what is known.
 */
export function writeFailuresCsv(
  text: string,
  { format, failures }: ImportedTokens,
  { showSecrets = false }: { readonly showSecrets?: boolean } = {},
): string {
  const lines = format === 'csv' ? linesOf(text) : [];
  const rows = failures.map((failure) => {
    const reason = `expected ${failure.expected}, received ${failure.received}`;
    const place = failure.field === undefined ? failure.place : `${failure.field}`;
    const fields =
      format === 'csv' ? leniently(lines[failure.line! - 1] ?? '') : ['', failure.serial ?? '', '', '', '', ''];
    if (showSecrets) return [...fields, `${place}: ${reason}`];
    // of a row whose fields are shifted any may be the secret
    const known =
      fields.length === columns.length ? fields.map((field) => visible(field) ?? HIDDEN) : columns.map(() => '');
    return [
      ...known.with(2, fields.length === columns.length && fields[2] === '' ? '' : HIDDEN),
      `${place}: ${reason}`,
    ];
  });
  return [[...columns, 'reason'], ...rows].map((row) => `${writeCsvRow(row)}\r\n`).join('');
}

/** A field that does not look like a secret in another's place; undefined for one that does. */
function visible(field: string): string | undefined {
  return /^(?:[A-Za-z2-7]{16,}=*|[0-9A-Fa-f]{20,})$/.test(field.trim()) ? undefined : field;
}

function leniently(line: string): string[] {
  try {
    return readCsvRow(line).map((field) => field.text);
  } catch (error) {
    if (error instanceof TokenError) return line.split(',');
    throw error;
  }
}

function linesOf(text: string): string[] {
  return text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
}

function checkHeader(header: string): void {
  if (header === entraCsvHeader) return;
  const written = header.split(',');
  const wrong = columns.findIndex((column, index) => written[index] !== column);
  const at = wrong < 0 ? columns.length : wrong;
  const received = written[at];
  // a first line that is a row already would show its secret
  const isRow = !written.some((field) => columns.includes(field.trim().toLowerCase()));
  const isShown = received !== undefined && /^[A-Za-z _;.-]{0,20}$/.test(received) && visible(received) !== undefined;
  const what = isRow
    ? 'no header'
    : received === undefined
      ? `${written.length} columns`
      : isShown
        ? JSON.stringify(received)
        : 'another text';
  throw new DecodeError(`line 1, column ${at + 1} of ${columns.length}`, `the header ${entraCsvHeader}`, what);
}

function tokenOf(fields: readonly CsvField[], row: string): TokenRecord {
  if (fields.length !== columns.length) {
    throw new TokenError('syntax', '', `${columns.length} fields`, `${fields.length}`, row.length);
  }
  const [upn, serial, secret, interval, manufacturer, model] = fields.map(({ text, at }, index) => {
    if (text.trim() === '') throw new TokenError('field-missing', columns[index]!, 'a value', 'nothing', at);
    return { text: text.trim(), at: at + text.length - text.trimStart().length };
  }) as [CsvField, CsvField, CsvField, CsvField, CsvField, CsvField];
  if (!/^[^@\s]+@[^@\s]+$/.test(upn.text))
    throw new TokenError('field-wrong', 'upn', 'NAME@DOMAIN', 'other text', upn.at);
  return {
    type: 'totp',
    serial: serial.text,
    secret: at(secret, () => entraSecret(secret.text, 'secret key')),
    hash: 'SHA1',
    digits: 6,
    periodSeconds: at(interval, () => entraInterval(interval.text, 'time interval')),
    manufacturer: manufacturer.text,
    model: model.text,
    upn: upn.text,
  };
}

/** What `read` gives; what it finds wrong is wrong in that field of the line. */
function at<T>(field: CsvField, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    throw new TokenError(error.code, error.path, error.expected, error.received, field.at + (error.at ?? 0));
  }
}

function failureOf(error: TokenError, line: number, index: number, serial: string | undefined): ImportFailure {
  const column = (error.at ?? 0) + 1;
  const named = error.path === '' ? '' : ` (${error.path})`;
  return {
    code: error.code,
    place: `line ${line}, column ${column}${named}`,
    expected: error.expected,
    received: error.received,
    line,
    column,
    index,
    ...(error.path === '' ? {} : { field: error.path }),
    ...(serial === undefined || serial === '' ? {} : { serial: serial.slice(0, 64) }),
  };
}
