import { TokenError } from './import-failure.ts';

/** A field of a row and where it begins in the line, from 0. */
export interface CsvField {
  readonly text: string;
  readonly at: number;
}

/** The fields of one line (RFC 4180, without line ends within quotes). Throws `TokenError` where a quote is not closed or closed too early. */
export function readCsvRow(line: string): CsvField[] {
  const fields: CsvField[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      const end = endOfQuoted(line, at);
      fields.push({ text: line.slice(at + 1, end).replaceAll('""', '"'), at });
      at = end + 1;
      if (at < line.length && line[at] !== ',')
        throw new TokenError('syntax', '', 'a comma after the quote', 'other text', at);
    } else {
      const comma = line.indexOf(',', at);
      const end = comma < 0 ? line.length : comma;
      fields.push({ text: line.slice(at, end), at });
      at = end;
    }
    if (at >= line.length) return fields;
    at += 1;
  }
}

/** A row as a line, without its end. Throws `RangeError` for a field with a line end in it. */
export function writeCsvRow(fields: readonly string[]): string {
  return fields
    .map((field) => {
      if (/[\r\n]/.test(field)) throw new RangeError('csv: expected fields of one line, received one with a line end');
      return /[",]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
    })
    .join(',');
}

function endOfQuoted(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] !== '"') continue;
    if (line[at + 1] === '"') at += 1;
    else return at;
  }
  throw new TokenError('syntax', '', 'a quote that is closed', 'the end of the line', start);
}
