import { equalBytes } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { decodeTolerant } from '../../../src/codec/cbor/tolerant.ts';
import { statusName } from '../../../src/ctap2/status.ts';
import type { Device, Reply } from '../../vocabulary/device.ts';
import { Violation } from '../../vocabulary/violation.ts';

/** Accuses the key unless it refused: any status but CTAP2_OK, and nothing after it. `what` names the request. */
export function expectRefused(reply: Reply, what: string): void {
  if (reply.status === 0) throw new Violation(`${what} to be refused`, 'CTAP2_OK');
  if (reply.body.length > 0) {
    throw new Violation(
      `${what} to be refused with a status byte alone`,
      `${statusName(reply.status)} and ${reply.body.length} more bytes ${toHex(reply.body.subarray(0, 32))}`,
    );
  }
}

/** Accuses the key unless the status is one of these. An acceptance is left to the rule that demands refusal. */
export function expectStatus(reply: Reply, statuses: readonly number[], what: string): void {
  if (reply.status === 0 || statuses.includes(reply.status)) return;
  throw new Violation(`${what} to be refused with ${statuses.map(statusName).join(' or ')}`, statusName(reply.status));
}

/** Accuses the key unless the status is CTAP2_OK. */
export function expectAccepted(reply: Reply, what: string): void {
  if (reply.status !== 0) throw new Violation(`${what} to be accepted`, statusName(reply.status));
}

/** getInfo members that change by themselves: uvCountSinceLastPinEntry, encIdentifier, encCredStoreState. */
const FRESH_MEMBERS = [0x17, 0x19, 0x1e];
/** An estimate in many keys: it may rise when a file system tidies up; a fall means that something was stored. */
const REMAINING = 0x14;

/** What can be seen of a key from outside: its getInfo without the members that change by themselves, as canonical bytes. */
export async function observableState(device: Device): Promise<Uint8Array> {
  const reply = await device.send(Uint8Array.of(0x04));
  if (reply.status !== 0) throw new Violation('authenticatorGetInfo to be answered', statusName(reply.status));
  const { value } = decodeTolerant(reply.body);
  if (!(value instanceof Map)) throw new Violation('authenticatorGetInfo to answer with a map', 'another CBOR value');
  for (const member of FRESH_MEMBERS) value.delete(member);
  return encodeCbor(value);
}

/** Accuses the key when what can be seen of it changed. */
export async function expectUnchanged(device: Device, before: Uint8Array, what: string): Promise<void> {
  const after = await observableState(device);
  if (!equalBytes(before, withoutRise(before, after))) {
    throw new Violation(
      `${what} to change nothing in getInfo`,
      `getInfo changed from ${toHex(before)} to ${toHex(after)}`,
    );
  }
}

function withoutRise(before: Uint8Array, after: Uint8Array): Uint8Array {
  const [then, now] = [before, after].map((bytes) => decodeTolerant(bytes).value);
  if (!(then instanceof Map && now instanceof Map)) return after;
  const [had, has] = [then.get(REMAINING), now.get(REMAINING)];
  if (typeof had !== 'number' || typeof has !== 'number' || has <= had) return after;
  return encodeCbor(new Map(now).set(REMAINING, had));
}
