import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { commandTables } from '../../src/ctap2/messages.ts';
import { decodeMessage, encodeMessage } from '../../src/ctap2/schema.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';

interface MessageVector {
  name: string;
  source: string;
  command: number;
  side: 'request' | 'response';
  hex: string;
  result: 'valid' | 'invalid';
  members?: Record<string, unknown>;
  roundtrip?: boolean;
  kind?: string;
  path?: string;
}

const url = new URL('../../fixtures/vectors/ctap2-messages.json', import.meta.url);
const { tests } = JSON.parse(readFileSync(url, 'utf8')) as { tests: MessageVector[] };

describe('the message tables on messages of other implementations', () => {
  it('covers requests and responses of the commands for which there are any', () => {
    const covered = new Set(
      tests.filter((test) => test.result === 'valid').map((test) => `${test.command} ${test.side}`),
    );
    expect([...covered].sort()).toEqual(
      [
        '1 request',
        '1 response',
        '10 response',
        '2 request',
        '2 response',
        '4 response',
        '6 request',
        '6 response',
      ].concat(['64 response', '65 response']),
    );
  });

  const valid = tests.filter((test) => test.result === 'valid').map((test) => [test.name, test] as const);
  describe.each(valid)('%s', (_name, vector) => {
    const table = commandTables.get(vector.command)![vector.side]!;
    const decoded = decodeMessage(table, fromHex(vector.hex));

    it('holds the members that its source says', () => {
      expect(plain(decoded)).toMatchObject(vector.members ?? {});
    });

    it.runIf(vector.roundtrip)('is written again byte for byte', () => {
      expect(toHex(encodeMessage(table, decoded))).toBe(vector.hex);
    });
  });

  const invalid = tests.filter((test) => test.result === 'invalid').map((test) => [test.name, test] as const);
  it.each(invalid)('refuses a %s', (_name, vector) => {
    const table = commandTables.get(vector.command)![vector.side]!;
    const refusal = failure(() => decodeMessage(table, fromHex(vector.hex)));
    expect({ kind: refusal.kind, path: refusal.path }).toEqual({ kind: vector.kind, path: vector.path });
  });
});

/** The value with bytes as hexadecimal, as the vector file writes them. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

function failure(run: () => unknown): DecodeError {
  try {
    run();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error('expected a DecodeError, received a value');
}
