import { describe, expect, it } from 'vitest';
import { recover, reopened } from '../../../../conformance/engine/recovery.ts';
import type { Session } from '../../../../conformance/engine/session.ts';
import type { RunEvent } from '../../../../conformance/vocabulary/event.ts';
import { VirtualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { TransportError } from '../../../../src/errors/transport-error.ts';
import type { CtapLink } from '../../../../src/transport/ports.ts';

/** A link whose opening takes `opensInMs` and succeeds from `backAtMs` on, counted from the start of the clock. */
function rig(opensInMs: number, backAtMs: number) {
  const clock = new VirtualClock(0);
  const events: RunEvent[] = [];
  const link: CtapLink = {
    name: 'x:',
    transport: 'usb',
    ctap2: async () => Uint8Array.of(0),
    ctap1: async () => Uint8Array.of(0x90, 0),
    reopen: async () => {
      await clock.sleep(opensInMs);
      if (clock.nowMs() < backAtMs) throw new TransportError('x:', 'open', 'silence', 'nothing');
    },
    close: async () => undefined,
  };
  // Only what recovery reads.
  const session = { env: { clock, random: seededRandom(1) } } as unknown as Session;
  return { clock, events, link, session, listener: (event: RunEvent) => events.push(event) };
}

describe('recover', () => {
  it.each([0, 300, 2000])('waits for a key that comes back in time, whose opening takes %d ms', async (opensInMs) => {
    const { link, session, events, listener } = rig(opensInMs, 6000);
    expect(await recover(session, link, 'silence', listener)).toBe(true);
    expect(events.map(({ kind }) => kind)).toEqual(['linkLost', 'linkBack']);
  });

  it.each([0, 300, 2000])(
    'gives up within 10 s of what was left unanswered, opening taking %d ms',
    async (opensInMs) => {
      const { clock, link, session, listener } = rig(opensInMs, Number.POSITIVE_INFINITY);
      clock.advance(3000);
      const heard = { ...link, heardMs: () => 0 };
      expect(await recover(session, heard, 'silence', listener)).toBe(false);
      expect(clock.nowMs()).toBeLessThanOrEqual(10_000);
      expect(clock.nowMs()).toBeGreaterThan(6000);
    },
  );

  it('has some patience even when the silence was long', async () => {
    const { clock, link, session, listener } = rig(0, 62_000);
    clock.advance(60_000);
    expect(await recover(session, { ...link, heardMs: () => 0 }, 'silence', listener)).toBe(true);
  });
});

describe('reopened', () => {
  it('gives a key that was just powered some seconds to start', async () => {
    const { clock, link, session } = rig(0, 4000);
    await reopened(session, link);
    expect(clock.nowMs()).toBeGreaterThanOrEqual(4000);
    const late = rig(0, Number.POSITIVE_INFINITY);
    await expect(reopened(late.session, late.link)).rejects.toBeInstanceOf(TransportError);
  });
});
