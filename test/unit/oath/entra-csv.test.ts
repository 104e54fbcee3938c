import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase32, toBase32 } from '../../../src/bytes/base32.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { readCsvRow, writeCsvRow } from '../../../src/oath/csv-row.ts';
import { entraCsvHeader, readEntraCsv, writeEntraCsv, writeFailuresCsv } from '../../../src/oath/entra-csv.ts';
import { describeFailure } from '../../../src/oath/import-failure.ts';
import { entraTokens } from './token-arbitraries.ts';

const seed = 42;
const SECRET = '2234567abcdef2234567abcd';
const good = `Helga@contoso.com,1234567,${SECRET},60,Contoso,HardwareKey`;
const file = (...rows: string[]): string => [entraCsvHeader, ...rows].join('\r\n');

describe('readEntraCsv', () => {
  it.each(['\r\n', '\n', '\r'])(
    'reads rows ended by %j, with or without a byte-order mark and a last line end',
    (end) => {
      const text = [entraCsvHeader, good, ''].join(end);
      for (const one of [text, `\ufeff${text}`, text.slice(0, -end.length)]) {
        expect(readEntraCsv(one).failures).toEqual([]);
        expect(readEntraCsv(one).tokens).toEqual([
          {
            type: 'totp',
            upn: 'Helga@contoso.com',
            serial: '1234567',
            secret: fromBase32(SECRET),
            hash: 'SHA1',
            digits: 6,
            periodSeconds: 60,
            manufacturer: 'Contoso',
            model: 'HardwareKey',
          },
        ]);
      }
    },
  );

  it.each([
    ['Upn,serial number,secret key,time interval,manufacturer,model', 'line 1, column 1 of 6', '"Upn"'],
    ['upn,serial number,secret key,timeinterval,manufacturer,model', 'line 1, column 4 of 6', '"timeinterval"'],
    ['upn,serial number,secret key,time interval,manufacturer', 'line 1, column 6 of 6', '5 columns'],
    ['upn;serial number;secret key;time interval;manufacturer;model', 'line 1, column 1 of 6', 'no header'],
    [good, 'line 1, column 1 of 6', 'no header'],
  ])('refuses the header %j', (header, place, received) => {
    const read = (): unknown => readEntraCsv(`${header}\n${good}`);
    expect(read).toThrow(DecodeError);
    expect(read).toThrow(`${place}: expected the header ${entraCsvHeader}, received ${received}`);
  });

  it.each([
    [
      'hex for base32',
      'a@b,2,0123456789abcdef,30,C,H',
      'secret-wrong',
      'line 3, column 7 (secret key): expected base32, A to Z and 2 to 7, received what is hex',
    ],
    [
      'a foreign character',
      'a@b,2,ABCD!FGH,30,C,H',
      'secret-wrong',
      'line 3, column 11 (secret key): expected base32, A to Z and 2 to 7, received another character at character 5 of it',
    ],
    [
      'odd padding',
      'a@b,2,ABCDE=,30,C,H',
      'secret-wrong',
      'line 3, column 7 (secret key): expected base32 of whole bytes, received 6 characters that are none',
    ],
    [
      'padding that does not fit',
      'a@b,2,ABCDEF==,30,C,H',
      'secret-wrong',
      'line 3, column 7 (secret key): expected base32 of whole bytes, received 8 characters that are none',
    ],
    [
      '129 characters',
      `a@b,2,${'A'.repeat(129)},30,C,H`,
      'secret-too-long',
      'line 3, column 7 (secret key): expected at most 128 characters, received 129',
    ],
    [
      'an interval of 45',
      `a@b,2,${SECRET},45,C,H`,
      'field-wrong',
      'line 3, column 32 (time interval): expected 30 or 60, received "45"',
    ],
    [
      'an empty field',
      `a@b,2,${SECRET},30,,H`,
      'field-missing',
      'line 3, column 35 (manufacturer): expected a value, received nothing',
    ],
    [
      'an owner without a domain',
      `helga,2,${SECRET},30,C,H`,
      'field-wrong',
      'line 3, column 1 (upn): expected NAME@DOMAIN, received other text',
    ],
    [
      'a serial number twice',
      `a@b,1234567,${SECRET},30,C,H`,
      'serial-duplicate',
      'line 3, column 5 (serial number): expected a serial number of its own, received that of line 2',
    ],
    ['five fields', 'a@b,2,30,C,H', 'syntax', 'line 3, column 13: expected 6 fields, received 5'],
    [
      'an open quote',
      `a@b,2,"${SECRET},30,C,H`,
      'syntax',
      'line 3, column 7: expected a quote that is closed, received the end of the line',
    ],
  ])('names %s and keeps the good row', (_what, row, code, said) => {
    const { tokens, failures } = readEntraCsv(file(good, row));
    expect(tokens).toHaveLength(1);
    expect(failures.map(describeFailure)).toEqual([said]);
    expect(failures[0]).toMatchObject({ code, line: 3, index: 1 });
  });

  it('takes 128 characters of base32', () => {
    expect(readEntraCsv(file(`a@b,2,${'A'.repeat(128)},30,C,H`)).tokens[0]?.secret).toHaveLength(80);
  });

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(entraTokens, (tokens) => {
        expect(readEntraCsv(writeEntraCsv(tokens))).toEqual({ format: 'csv', tokens, failures: [], remarks: [] });
      }),
      { seed },
    );
  });

  it('keeps every good row whatever the others are, and shows no secret of them', () => {
    const spoils: ((row: string[]) => string[])[] = [
      (row) => row.with(2, `${row[2]}1`),
      (row) => row.with(3, '29'),
      (row) => row.with(0, ''),
      (row) => row.slice(0, 5),
      (row) => row.with(4, '"'),
    ];
    fc.assert(
      fc.property(
        entraTokens,
        fc.array(fc.nat({ max: spoils.length }), { minLength: 12, maxLength: 12 }),
        (tokens, choices) => {
          const lines = writeEntraCsv(tokens).split('\r\n').slice(1, -1);
          const rows = lines.map((line, index) => {
            const spoil = spoils[choices[index]!];
            const fields = readCsvRow(line).map(({ text }) => text);
            return spoil === undefined
              ? line
              : spoil(fields)
                  .join(',')
                  .replaceAll('"', "'")
                  .replace(/^/, choices[index] === 4 ? '"' : '');
          });
          const text = file(...rows);
          const read = readEntraCsv(text);
          const isGood = (index: number): boolean => choices[index] === spoils.length;
          expect(read.tokens).toEqual(tokens.filter((_token, index) => isGood(index)));
          expect(read.failures.map(({ index }) => index)).toEqual([...tokens.keys()].filter((index) => !isGood(index)));
          const said = JSON.stringify(read.failures) + writeFailuresCsv(text, read);
          for (const { secret } of tokens) expect(said).not.toContain(toBase32(secret));
        },
      ),
      { seed, numRuns: 200 },
    );
  });
});

describe('writeFailuresCsv', () => {
  it('gives the rows that failed and why, secrets only where they are asked for', () => {
    const text = file(good, `a@b,2,${SECRET},45,C,"H, I"`);
    const imported = readEntraCsv(text);
    expect(writeFailuresCsv(text, imported)).toBe(
      `${entraCsvHeader},reason\r\na@b,2,(hidden),45,C,"H, I","time interval: expected 30 or 60, received ""45"""\r\n`,
    );
    expect(writeFailuresCsv(text, imported, { showSecrets: true })).toContain(`a@b,2,${SECRET},45`);
  });

  it('shows nothing of a row whose fields are shifted', () => {
    for (const row of [`2,${SECRET},30,C,H`, `a@b,${SECRET},2,30,C,H`, `a@b,2,3,${SECRET},30,C,H`, `${SECRET}`]) {
      const text = file(row);
      const read = readEntraCsv(text);
      expect(read.failures).toHaveLength(1);
      expect(writeFailuresCsv(text, read) + JSON.stringify(read)).not.toContain(SECRET);
    }
  });
});

describe('writeEntraCsv', () => {
  it('refuses what the file has no place for', () => {
    const token = readEntraCsv(file(good)).tokens[0]!;
    expect(() => writeEntraCsv([{ ...token, hash: 'SHA256' }])).toThrow('csv: expected SHA1');
    expect(() => writeEntraCsv([{ ...token, digits: 8 }])).toThrow('csv: expected 6 digits');
    expect(() => writeEntraCsv([{ ...token, secret: new Uint8Array(81) }])).toThrow('at most 128 characters');
  });
});

describe('readCsvRow', () => {
  it('gives back the fields of any row that was written', () => {
    const fields = fc.string({ maxLength: 12 }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(fields, { minLength: 1, maxLength: 8 }), (row) => {
        expect(readCsvRow(writeCsvRow(row)).map(({ text }) => text)).toEqual(row);
      }),
      { seed },
    );
  });
});
