import { z } from 'zod';
import { fromUtf8, utf8 } from '../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { oathHashes } from '../../src/oath/oath-hash.ts';
import { StoreError } from '../ports/store.ts';
import type { KeptCard, OathCredential } from './state.ts';

const FORMAT = 'touchstone-oath-card/1';

const hex = z.string().regex(/^(?:[0-9a-f]{2})*$/, 'expected hexadecimal bytes');
const hash = z.enum(oathHashes);
const credential = z.object({
  name: hex.min(2).max(128),
  type: z.enum(['hotp', 'totp']),
  hash,
  digits: z.number().int().min(6).max(8),
  key: hex.min(2).max(256),
  needsTouch: z.boolean(),
  onlyIncreasing: z.boolean(),
  counter: z.number().int().min(0),
  lastChallenge: hex.max(128).nullable(),
});
const document = z.object({
  format: z.literal(FORMAT),
  deviceId: hex.length(16),
  code: z.object({ hash, key: hex.min(2) }).nullable(),
  credentials: z.array(credential),
});

/** What a card keeps as a document: UTF-8 JSON with bytes in hexadecimal. It holds the secrets. */
export function encodeCard({ deviceId, code, credentials }: KeptCard): Uint8Array {
  const written: z.input<typeof document> = {
    format: FORMAT,
    deviceId: toHex(deviceId),
    code: code === undefined ? null : { hash: code.hash, key: toHex(code.key) },
    credentials: credentials.map(({ name, key, lastChallenge, ...plain }) => ({
      ...plain,
      name: toHex(name),
      key: toHex(key),
      lastChallenge: lastChallenge === undefined ? null : toHex(lastChallenge),
    })),
  };
  return utf8(`${JSON.stringify(written)}\n`);
}

/** Reads a document back. Throws `StoreError` naming the member that is missing or wrong. */
export function decodeCard(bytes: Uint8Array): KeptCard {
  const read = document.safeParse(jsonOf(bytes));
  if (!read.success) {
    const [issue] = read.error.issues;
    const place = ['document', ...(issue?.path ?? [])].join('.');
    throw new StoreError(`${place}: ${issue?.message.toLowerCase() ?? 'expected a card'}`);
  }
  const { deviceId, code, credentials } = read.data;
  return {
    deviceId: fromHex(deviceId),
    code: code === null ? undefined : { hash: code.hash, key: fromHex(code.key) },
    credentials: credentials.map(
      ({ name, key, lastChallenge, ...plain }): OathCredential => ({
        ...plain,
        name: fromHex(name),
        key: fromHex(key),
        lastChallenge: lastChallenge === null ? undefined : fromHex(lastChallenge),
      }),
    ),
  };
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
