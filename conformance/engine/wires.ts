import { TransportError } from '../../src/errors/transport-error.ts';
import type { ReportPort } from '../../src/transport/ports.ts';
import type { Rule } from '../vocabulary/rule.ts';
import type { Wires } from './device.ts';
import type { Session } from './session.ts';

/** More reports than any device owes; past this it is a device that never stops. */
const MOST_REPORTS = 2_000;

/** Opens the raw wire that a rule speaks. */
export async function openWires(rule: Rule, session: Session, wires: Wires): Promise<void> {
  if (rule.needs.wire === 'hid' && session.openHid !== undefined) wires.hid = await session.openHid();
  if (rule.needs.wire === 'card' && session.openCard !== undefined) wires.card = await session.openCard();
}

/** Reads away what an earlier run left unread. */
export async function drain(port: ReportPort | undefined): Promise<void> {
  if (port === undefined) return;
  for (let count = 0; count < MOST_REPORTS; count += 1) {
    if ((await port.read(0)) === undefined) return;
  }
}

/** Closes the raw wires; whether there were any. A port that is gone already is closed. */
export async function shutWires(wires: Wires): Promise<boolean> {
  const open = [wires.hid, wires.card].filter((port) => port !== undefined);
  wires.hid = undefined;
  wires.card = undefined;
  for (const port of open) {
    try {
      await port.close();
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
    }
  }
  return open.length > 0;
}
