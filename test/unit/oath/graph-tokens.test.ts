import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase32 } from '../../../src/bytes/base32.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { readGraphTokens, writeGraphTokens } from '../../../src/oath/graph-tokens.ts';
import { describeFailure } from '../../../src/oath/import-failure.ts';
import { entraTokens } from './token-arbitraries.ts';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const item = {
  serialNumber: 'TOTP123456',
  manufacturer: 'Contoso',
  model: 'HardwareKey',
  secretKey: SECRET,
  timeIntervalInSeconds: 30,
  hashFunction: 'hmacsha256',
};
const token = {
  type: 'totp',
  serial: 'TOTP123456',
  secret: fromBase32(SECRET),
  hash: 'SHA256',
  digits: 6,
  periodSeconds: 30,
  manufacturer: 'Contoso',
  model: 'HardwareKey',
};
const read = (value: unknown) => readGraphTokens(JSON.stringify(value));
const other = { ...item, serialNumber: '2' };

describe('readGraphTokens', () => {
  it('reads one token, an array, and the body of a bulk PATCH', () => {
    const delta = { '@context': '#$delta', value: [{ '@contentId': '1', ...item }] };
    for (const body of [item, [item], delta, { value: [item] }]) {
      expect(read(body)).toEqual({ format: 'graph', tokens: [token], failures: [], remarks: [] });
    }
  });

  it('reads the owner and the name, the interval as a text, and SHA-1 where no hash is said', () => {
    const { hashFunction: _hash, ...without } = item;
    const one = {
      ...without,
      timeIntervalInSeconds: '60',
      assignTo: { id: '0cadbf92' },
      displayName: 'Blue',
      secretKey: SECRET.toLowerCase(),
    };
    expect(read(one).tokens).toEqual([{ ...token, hash: 'SHA1', periodSeconds: 60, upn: '0cadbf92', label: 'Blue' }]);
  });

  it.each([
    [
      'a secret that is hex',
      { ...other, secretKey: '0123456789abcdef' },
      'value[1].secretKey: expected base32, A to Z and 2 to 7, received what is hex',
    ],
    [
      'a secret of 129 characters',
      { ...other, secretKey: 'A'.repeat(129) },
      'value[1].secretKey: expected at most 128 characters, received 129',
    ],
    ['no secret', { ...other, secretKey: null }, 'value[1].secretKey: expected a text, received nothing'],
    [
      'another interval',
      { ...other, timeIntervalInSeconds: 45 },
      'value[1].timeIntervalInSeconds: expected 30 or 60, received "45"',
    ],
    [
      'another hash',
      { ...other, hashFunction: 'hmacsha512' },
      'value[1].hashFunction: expected hmacsha1 or hmacsha256, received "hmacsha512"',
    ],
    [
      'an owner that is a text',
      { ...other, assignTo: 'x' },
      'value[1].assignTo: expected an object with an id, received a string',
    ],
    ['an owner without an id', { ...other, assignTo: {} }, 'value[1].assignTo.id: expected a text, received nothing'],
    ['a serial number twice', item, 'value[1].serialNumber: expected one of its own, received that of value[0]'],
    [
      'a serial number that is a number',
      { ...item, serialNumber: 2 },
      'value[1].serialNumber: expected a text, received a number',
    ],
    [
      'a content id twice',
      { ...other, '@contentId': '1' },
      'value[1].@contentId: expected one of its own, received that of another token',
    ],
    ['no object', 7, 'value[1]: expected an object, received a number'],
  ])('names %s and keeps the others', (_what, bad, said) => {
    const { tokens, failures } = read({ '@context': '#$delta', value: [{ '@contentId': '1', ...item }, bad] });
    expect(tokens).toEqual([token]);
    expect(failures.map(describeFailure)).toEqual([said]);
    expect(failures[0]!.index).toBe(1);
  });

  it('refuses other JSON, and text that is none without showing it', () => {
    expect(() => read('x')).toThrow('graph: expected an object or an array, received a string');
    expect(() => read({ '@context': '#$other', value: [] })).toThrow('graph.@context: expected #$delta');
    expect(() => read({ value: {} })).toThrow('graph.value: expected an array');
    for (const text of [`[{"secretKey": ${SECRET}}]`, `{"secretKey": "${SECRET}"`, `[${SECRET}`]) {
      expect(() => readGraphTokens(text)).toThrow(DecodeError);
      expect(() => readGraphTokens(text)).not.toThrow(SECRET.slice(0, 8));
    }
  });

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(entraTokens, fc.constantFrom('SHA1' as const, 'SHA256' as const), (tokens, hash) => {
        const hashed = tokens.map((one) => ({ ...one, hash }));
        expect(readGraphTokens(writeGraphTokens(hashed))).toEqual({
          format: 'graph',
          tokens: hashed,
          failures: [],
          remarks: [],
        });
      }),
      { seed: 42 },
    );
  });

  it('ends any JSON in tokens and failures, or a DecodeError', () => {
    const fields = fc.dictionary(
      fc.constantFrom(...Object.keys(item), 'assignTo', 'value', '@context', '__proto__'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fields, fc.array(fields)), (value) => {
        try {
          expect(read(value).format).toBe('graph');
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { seed: 42, numRuns: 1000 },
    );
  });
});
