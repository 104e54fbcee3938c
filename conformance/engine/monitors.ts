import { toHex } from '../../src/bytes/hex.ts';
import { decodeAuthenticatorData } from '../../src/codec/authenticator-data.ts';
import { decodeTolerant } from '../../src/codec/cbor/tolerant.ts';
import type { CborMap, CborValue } from '../../src/codec/cbor/value.ts';
import { ctapCommand } from '../../src/ctap2/commands.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import type { Observation } from '../vocabulary/verdict.ts';

/** Listens to all traffic of a run, whichever rule makes it. */
export interface Monitor {
  sent(request: Uint8Array, nowMs: number): void;
  keepalive(status: number, nowMs: number): void;
  answered(request: Uint8Array, answer: Uint8Array, nowMs: number): void;
  /** The rule that the following traffic belongs to. */
  ruleIs(id: string | undefined): void;
  /** The key was reset: its credentials and counters are gone. */
  forgotten(): void;
}

/** A key says that it is alive every 100 ms; half as much again is worth a remark (CTAP 2.3 section 11.2.9.2.1). */
const LONGEST_GAP_MS = 150;
const CREDENTIALS_KEPT = 20_000;

/** Watches keepalive rhythm, signature counters, canonical form and reused credential ids. Tells each finding once. */
export function monitors(observe: (observation: Observation) => void, transport: 'usb' | 'nfc'): Monitor {
  const told = new Set<string>();
  const counters = new Map<string, number>();
  const made = new Set<string>();
  let rule: string | undefined;
  let lastSignMs = 0;
  let hasKept = false;

  const tell = (key: string, says: string): void => {
    if (told.has(key)) return;
    told.add(key);
    observe(rule === undefined ? { says } : { rule, says });
  };
  const rhythm = (nowMs: number): void => {
    const gapMs = nowMs - lastSignMs;
    if (transport === 'usb' && hasKept && gapMs > LONGEST_GAP_MS) {
      tell(
        'keepalive',
        `the key was silent for ${Math.round(gapMs)} ms while it worked; a keepalive is due every 100 ms`,
      );
    }
    lastSignMs = nowMs;
  };

  return {
    sent: (_request, nowMs) => {
      lastSignMs = nowMs;
      hasKept = false;
    },
    keepalive: (_status, nowMs) => {
      rhythm(nowMs);
      hasKept = true;
    },
    answered: (request, answer, nowMs) => {
      rhythm(nowMs);
      if (answer.length < 2 || answer[0] !== 0) return;
      const command = request[0]!;
      const body = readBody(answer.subarray(1));
      if (body === undefined) return;
      for (const departure of body.departures) {
        const key = `cbor/${command}/${departure.kind}/${departure.path}`;
        tell(
          key,
          `answer to command 0x${hexByte(command)} is not canonical CBOR: ${departure.kind} at byte ${departure.offset}`,
        );
      }
      if (command === ctapCommand.makeCredential) registered(body.value, made, counters, tell);
      if (command === ctapCommand.getAssertion || command === ctapCommand.getNextAssertion)
        asserted(body.value, counters, tell);
    },
    ruleIs: (id) => {
      rule = id;
    },
    forgotten: () => counters.clear(),
  };
}

type Tell = (key: string, says: string) => void;

function readBody(bytes: Uint8Array): ReturnType<typeof decodeTolerant> | undefined {
  return unlessUnreadable(() => decodeTolerant(bytes));
}

function registered(body: CborValue, made: Set<string>, counters: Map<string, number>, tell: Tell): void {
  const data = authData(body, 2);
  const id = data?.attestedCredentialData?.credentialId;
  if (data === undefined || id === undefined) return;
  const name = toHex(id);
  if (made.has(name)) tell('reused-id', `credential id ${name.slice(0, 16)}… was given to two registrations`);
  if (made.size < CREDENTIALS_KEPT) made.add(name);
  counters.set(name, data.signCount);
}

function asserted(body: CborValue, counters: Map<string, number>, tell: Tell): void {
  const credential = member(body, 1);
  const id = credential instanceof Map ? (credential as CborMap).get('id') : undefined;
  const data = authData(body, 2);
  if (!(id instanceof Uint8Array) || data === undefined) return;
  const name = toHex(id);
  const before = counters.get(name);
  if (before !== undefined && data.signCount <= before && (before !== 0 || data.signCount !== 0)) {
    tell('counter', `signature counter of one credential went from ${before} to ${data.signCount}`);
  }
  if (counters.size < CREDENTIALS_KEPT) counters.set(name, data.signCount);
}

function member(body: CborValue, key: number): CborValue | undefined {
  return body instanceof Map ? body.get(key) : undefined;
}

function authData(body: CborValue, key: number): ReturnType<typeof decodeAuthenticatorData> | undefined {
  const bytes = member(body, key);
  return bytes instanceof Uint8Array ? unlessUnreadable(() => decodeAuthenticatorData(bytes)) : undefined;
}

/** What cannot be read at all is a rule's business, not a monitor's. */
function unlessUnreadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
