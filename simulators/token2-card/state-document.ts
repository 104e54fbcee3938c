import { z } from 'zod';
import { fromUtf8, utf8 } from '../../src/bytes/bytes.ts';
import type { OathState } from '../oath/state.ts';
import { StoreError } from '../ports/store.ts';
import type { KeptToken2 } from './state.ts';

const FORMAT = 'touchstone-token2-card/1';

const number = z.number();
const count = z.number().int().min(0);
const document = z.object({
  format: z.literal(FORMAT),
  serial: z.string().regex(/^\d{8,20}$/, 'expected 8 to 20 digits'),
  config: z.object({
    hash: z.enum(['SHA1', 'SHA256']),
    periodSeconds: z.union([z.literal(30), z.literal(60)]),
    displaySeconds: z.union([z.literal(15), z.literal(30), z.literal(60), z.literal(120)]),
  }),
  hasSeed: z.boolean(),
  token: z.looseObject({
    format: z.literal('touchstone-oath-token/1'),
    profile: z.string(),
    serial: z.string(),
    seed: number,
    quartz: z.record(z.string(), z.unknown()),
    kept: z.object({
      secret: z.string().regex(/^(?:[0-9a-f]{2})+$/, 'expected hexadecimal bytes'),
      counterStart: count,
      presses: count,
    }),
    powered: z.looseObject({ presses: count, clock: z.looseObject({ kind: z.enum(['running', 'frozen']) }) }),
    battery: z.object({ atSeconds: number, level: number.min(0).max(1) }),
    temperature: z.unknown(),
  }),
});

/** What a card keeps as a document: UTF-8 JSON. It holds the seed. */
export function encodeToken2(kept: KeptToken2): Uint8Array {
  return utf8(`${JSON.stringify({ format: FORMAT, ...kept })}\n`);
}

/** Reads a document back. Throws `StoreError` naming the member that is missing or wrong. */
export function decodeToken2(bytes: Uint8Array): KeptToken2 {
  const read = document.safeParse(jsonOf(bytes));
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = ['document', ...(issue?.path ?? [])].join('.');
    throw new StoreError(`${place}: ${issue?.message.toLowerCase() ?? 'expected a card'}`);
  }
  const { serial, config, hasSeed, token } = read.data;
  // what the token's own members are beyond these, it wrote itself
  return { serial, config, hasSeed, token: token as unknown as OathState };
}

function jsonOf(bytes: Uint8Array): unknown {
  const text = fromUtf8(bytes);
  if (text === undefined) throw new StoreError('document: expected UTF-8 text, received other bytes');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StoreError(`document: expected JSON, received ${bytes.length} bytes that are not`, { cause });
  }
}
