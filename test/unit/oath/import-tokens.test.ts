import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase32 } from '../../../src/bytes/base32.ts';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { entraCsvHeader } from '../../../src/oath/entra-csv.ts';
import { exportTokens } from '../../../src/oath/export-tokens.ts';
import { describeFailure } from '../../../src/oath/import-failure.ts';
import { detectFormat, importTokens } from '../../../src/oath/import-tokens.ts';
import {
  sameToken,
  type TokenFormat,
  type TokenRecord,
  type TotpRecord,
  tokenFormats,
} from '../../../src/oath/token-record.ts';
import { anyToken, entraTokens } from './token-arbitraries.ts';

const seed = 42;

/** One batch, as it comes from a maker and through a year of use: drifts and counters are known. */
const batch: readonly TokenRecord[] = Array.from({ length: 40 }, (_, index): TokenRecord => {
  const random = seededRandom(`batch ${index}`);
  const facts = {
    serial: `26001${String(index).padStart(8, '0')}`,
    secret: random.bytes(20),
    hash: index % 5 === 4 ? ('SHA256' as const) : ('SHA1' as const),
    digits: index % 7 === 6 ? 8 : 6,
    manufacturer: 'Touchstone',
    model: 'T1',
    upn: `user${index}@example.org`,
  };
  return index % 4 === 3
    ? { type: 'hotp', counter: index * 1000, ...facts }
    : { type: 'totp', periodSeconds: index % 2 === 0 ? 30 : 60, timeDriftSteps: index - 20, ...facts };
});

/** What a format keeps of a token. */
function kept(format: TokenFormat, token: TokenRecord): TokenRecord {
  switch (format) {
    case 'pskc':
      return token;
    case 'otpauth': {
      const { serial, manufacturer, model, upn, ...rest } = token;
      const { timeDriftSteps: _drift, ...other } = rest as TotpRecord;
      return { ...other, label: token.label ?? upn ?? serial! } as TokenRecord;
    }
    case 'csv': {
      const { label: _label, issuer: _issuer, timeDriftSteps: _drift, ...rest } = token as TotpRecord;
      return rest;
    }
    case 'graph': {
      const { issuer: _issuer, timeDriftSteps: _drift, ...rest } = token as TotpRecord;
      return rest;
    }
  }
}

describe('importTokens and exportTokens', () => {
  it.each(tokenFormats)('bring one batch through %s with all that the format has a place for', (format) => {
    const { text, left, written } = exportTokens(batch, { format });
    const { tokens, failures, format: found } = importTokens(text);
    expect({ found, failures }).toEqual({ found: format, failures: [] });
    expect(written + left.length).toBe(batch.length);
    const carried = batch.filter((_token, index) => !left.some((one) => one.index === index));
    expect(tokens).toHaveLength(carried.length);
    for (const [index, token] of tokens.entries()) expect(sameToken(token, kept(format, carried[index]!))).toBe(true);
  });

  it('leave out what a format cannot carry and say why, and what is lost of the others', () => {
    const refusals = (format: TokenFormat): string[] =>
      [...new Set(exportTokens(batch, { format }).left.map(({ because }) => because))].sort();
    expect(refusals('pskc')).toEqual([]);
    expect(refusals('otpauth')).toEqual([]);
    expect(refusals('graph')).toEqual(['expected 6 digits, received 8', 'expected totp, received hotp']);
    expect(refusals('csv')).toEqual([
      'expected 6 digits, received 8',
      'expected SHA1, since there is no column for a hash, received SHA256',
      'expected totp, received hotp',
    ]);
    expect(exportTokens(batch, { format: 'pskc' }).losses).toEqual([]);
    expect(exportTokens(batch, { format: 'otpauth' }).losses).toEqual([
      'serial of 40 tokens',
      'manufacturer of 40 tokens',
      'model of 40 tokens',
      'timeDriftSteps of 30 tokens',
    ]);
    const { secret, ...bare } = batch[0]!;
    expect(
      exportTokens([{ type: 'totp', periodSeconds: 30, secret, hash: 'SHA1', digits: 6 }], { format: 'otpauth' }).left,
    ).toHaveLength(1);
    expect(exportTokens([batch[0]!, { ...bare, secret }], { format: 'csv' }).left).toMatchObject([{ index: 1 }]);
  });

  it('write nothing that cannot be read back, whatever the tokens', () => {
    fc.assert(
      fc.property(fc.array(anyToken, { maxLength: 6 }), fc.constantFrom(...tokenFormats), (tokens, format) => {
        const { text, left, written } = exportTokens(tokens, { format });
        if (written === 0) return;
        const read = importTokens(text);
        expect({ format: read.format, failures: read.failures }).toEqual({ format, failures: [] });
        const carried = tokens.filter((_token, index) => !left.some((one) => one.index === index));
        expect(read.tokens.map(({ secret }) => toHex(secret))).toEqual(carried.map(({ secret }) => toHex(secret)));
      }),
      { seed, numRuns: 300 },
    );
  });

  it('bring tokens of Entra from format to format in a circle', () => {
    fc.assert(
      fc.property(entraTokens, (tokens) => {
        let current: readonly TokenRecord[] = tokens;
        for (const format of ['csv', 'graph', 'pskc', 'graph', 'csv'] as const) {
          current = importTokens(exportTokens(current, { format }).text).tokens;
        }
        expect(current).toEqual(tokens);
      }),
      { seed, numRuns: 50 },
    );
  });

  it('close a container by a password when told to', () => {
    const encryption = { password: 'correct horse', iterations: 1000, random: seededRandom('export') };
    const { text } = exportTokens(batch, { format: 'pskc', encryption });
    expect(importTokens(text, { password: 'correct horse' }).tokens).toEqual(batch);
    expect(importTokens(text).failures).toHaveLength(batch.length);
  });
});

describe('importTokens of otpauth URIs', () => {
  const good = 'otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME';

  it('keeps the good lines, with empty ones and remarks between them', () => {
    const { tokens, failures } = importTokens(
      `\ufeff# list\r\n\r\n${good}\r\nnonsense\r\n${good.replace('ann', 'bob')}\r\n`,
    );
    expect(tokens.map(({ label, issuer }) => [label, issuer])).toEqual([
      ['ann', 'ACME'],
      ['bob', 'ACME'],
    ]);
    expect(failures).toMatchObject([{ line: 4, index: 1, code: 'syntax' }]);
  });

  it.each([
    [
      'otpauth://totp/a?secret=JBSW0189',
      'secret-wrong',
      'line 2, column 25 (secret): expected base32, A to Z and 2 to 7, received another text',
    ],
    ['otpauth://totp/a?issuer=x', 'field-missing', 'line 2, column 1 (secret): expected base32, received nothing'],
    [
      'otpauth://totp/a?secret=JBSWY3DP&digits=5',
      'field-wrong',
      'line 2, column 41 (digits): expected 6 to 10, received "5"',
    ],
    [
      'otpauth://hotp/a?secret=JBSWY3DP',
      'field-missing',
      'line 2, column 1 (counter): expected one for hotp, received nothing',
    ],
    [
      'otpauth://steam/a?secret=JBSWY3DP',
      'field-wrong',
      'line 2, column 1 (type): expected totp or hotp, received "steam"',
    ],
    [
      'otpauth://totp/a?secret=JBSWY3DP&period=-1',
      'field-wrong',
      'line 2, column 41 (period): expected 1 to 86400, received "-1"',
    ],
  ])('names what is wrong with %s', (line, code, said) => {
    const { failures, tokens } = importTokens(`${good}\n${line}`);
    expect(tokens).toHaveLength(1);
    expect(failures.map(describeFailure)).toEqual([said]);
    expect(failures[0]!.code).toBe(code);
    expect(said).not.toMatch(/JBSW/);
  });
});

describe('detectFormat', () => {
  it('knows each format by its beginning', () => {
    expect(detectFormat(`\ufeff${entraCsvHeader}\r\n`)).toBe('csv');
    expect(detectFormat('UPN,serial number,secret key')).toBe('csv');
    expect(detectFormat(' \n[{}]')).toBe('graph');
    expect(detectFormat('# mine\notpauth://totp/x')).toBe('otpauth');
    expect(detectFormat('\n<?xml version="1.0"?>')).toBe('pskc');
    expect(detectFormat('hello')).toBeUndefined();
  });

  it('is asked where no format is given, and overruled where one is', () => {
    expect(() => importTokens('hello')).toThrow('tokens: expected otpauth URIs');
    expect(() => importTokens('{}', { format: 'pskc' })).toThrow(DecodeError);
  });
});

describe('importTokens of any text', () => {
  it('ends in tokens and failures or a DecodeError, neither of which shows the secret', () => {
    const secret = toBase32(utf8('a secret of twenty b'));
    const pieces = fc.constantFrom(
      ...[
        secret,
        entraCsvHeader,
        '\n',
        ',',
        '"',
        '{',
        '}',
        '[',
        ']',
        ':',
        '"secretKey":',
        '"value":',
        'otpauth://totp/a?secret=',
        '&digits=',
      ],
      ...[
        'a@b',
        '30',
        '<KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:pskc">',
        '<KeyPackage>',
        '<Key>',
        '<',
        '>',
        '\ufeff',
        '%',
        '\u0000',
      ],
    );
    const texts = fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, fc.option(fc.constantFrom(...tokenFormats), { nil: undefined }), (text, format) => {
        try {
          const { failures, remarks } = importTokens(text, format === undefined ? {} : { format });
          expect(JSON.stringify({ failures, remarks })).not.toContain(secret);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
          expect((error as DecodeError).message).not.toContain(secret);
        }
      }),
      { seed, numRuns: 3000 },
    );
  });
});
