import { ctapCommand } from '../../src/ctap2/commands.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import type { CtapLink } from '../../src/transport/ports.ts';
import type { Listener } from '../vocabulary/event.ts';
import type { Session } from './session.ts';

/** A key that was last heard this long ago is gone: the run must be over within 10 s. */
const PATIENCE_MS = 9_400;
/** What a key has in any case, however long its silence took to be noticed. */
const LEAST_PATIENCE_MS = 3_000;
/** A key just powered has this long to start; what is left of the patience is for `recover`. */
const START_MS = 6_000;
const PAUSE_MS = 500;
const PROBE_MS = 1_000;

/** A link that may know when the key was last heard. */
type HeardLink = CtapLink & { readonly heardMs?: () => number };

/**
 * Brings a lost link back: opens it anew, then cuts power where that is possible. Whether the key answered again within 10 s
 * of what it left unanswered.
 */
export async function recover(
  session: Session,
  link: HeardLink,
  because: string,
  listener: Listener,
): Promise<boolean> {
  const { clock } = session.env;
  const startMs = clock.nowMs();
  const endsMs = Math.max(startMs + LEAST_PATIENCE_MS, (link.heardMs?.() ?? startMs) + PATIENCE_MS);
  listener({ kind: 'linkLost', because });
  // An attempt that would last as long as the one before must end in time, too.
  for (let attempt = 0, lastedMs = 0; attempt === 0 || clock.nowMs() + lastedMs < endsMs; attempt += 1) {
    const begunMs = clock.nowMs();
    if (attempt > 0 && (await succeeds(async () => session.powerCycle?.()))) await clock.sleep(0);
    if (await succeeds(() => probe(link))) {
      listener({ kind: 'linkBack', afterMs: clock.nowMs() - startMs });
      return true;
    }
    lastedMs = clock.nowMs() - begunMs;
    await clock.sleep(PAUSE_MS);
  }
  return false;
}

/** Opens a link anew after a power cycle; a key that takes its time to start has up to 6 s. Rejects with the last `TransportError`. */
export async function reopened(session: Session, link: CtapLink): Promise<void> {
  const { clock } = session.env;
  const startMs = clock.nowMs();
  for (;;) {
    try {
      await link.reopen();
      return;
    } catch (error) {
      if (!(error instanceof TransportError) || clock.nowMs() - startMs >= START_MS) throw error;
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
