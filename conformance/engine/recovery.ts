import { ctapCommand } from '../../src/ctap2/commands.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import type { CtapLink } from '../../src/transport/ports.ts';
import type { Listener } from '../vocabulary/event.ts';
import type { Session } from './session.ts';

/** A key that fell silent has this long to come back. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 500;
const PROBE_MS = 1_000;

/** Brings a lost link back: opens it anew, then cuts power where that is possible. Whether the key answered again within 10 s. */
export async function recover(session: Session, link: CtapLink, because: string, listener: Listener): Promise<boolean> {
  const { clock } = session.env;
  const startMs = clock.nowMs();
  listener({ kind: 'linkLost', because });
  for (let attempt = 0; attempt === 0 || clock.nowMs() - startMs < PATIENCE_MS; attempt += 1) {
    if (attempt > 0 && (await succeeds(async () => session.powerCycle?.()))) await clock.sleep(0);
    if (await succeeds(() => probe(link))) {
      listener({ kind: 'linkBack', afterMs: clock.nowMs() - startMs });
      return true;
    }
    await clock.sleep(PAUSE_MS);
  }
  return false;
}

/** Opens a link anew after a power cycle; a key that takes its time to start has up to 10 s. Rejects with the last `TransportError`. */
export async function reopened(session: Session, link: CtapLink): Promise<void> {
  const { clock } = session.env;
  const startMs = clock.nowMs();
  for (;;) {
    try {
      await link.reopen();
      return;
    } catch (error) {
      if (!(error instanceof TransportError) || clock.nowMs() - startMs >= PATIENCE_MS) throw error;
    }
    await clock.sleep(PAUSE_MS);
  }
}

async function probe(link: CtapLink): Promise<void> {
  await link.reopen();
  await link.ctap2(Uint8Array.of(ctapCommand.getInfo), { silenceMs: PROBE_MS, deadlineMs: PROBE_MS });
}

async function succeeds(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (error instanceof TransportError) return false;
    throw error;
  }
}
