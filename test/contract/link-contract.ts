import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { concat, fromUtf8 } from '../../src/bytes/bytes.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { VirtualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import type { CtapLink } from '../../src/transport/ports.ts';
import { FakePerson, FakeResponder, fakeCommand, infoAnswer } from '../unit/simulators/endpoints/fake-responder.ts';

/** A link of some kind to a fake authenticator. */
export interface Rig {
  readonly link: CtapLink;
  readonly responder: FakeResponder;
  readonly person: FakePerson;
  powerCycle(): void | Promise<void>;
  close(): Promise<void>;
}

/** A way to open such a link. */
export interface Kind {
  readonly name: string;
  /** Whether waits are told to the host. */
  readonly tellsWaits: boolean;
  /** The length field of a U2F APDU that asks for all there is. */
  readonly le: string;
  /** Whether time is virtual, so that thirty seconds can pass. */
  readonly isVirtual: boolean;
  open(): Promise<Rig>;
}

/** A fake authenticator, its person, and the world of a test. */
export function parts(): {
  responder: FakeResponder;
  person: FakePerson;
  clock: VirtualClock;
  random: ReturnType<typeof seededRandom>;
} {
  return {
    responder: new FakeResponder(),
    person: new FakePerson(),
    clock: new VirtualClock(),
    random: seededRandom(3),
  };
}

/** What every link does, whatever carries it. */
export function linkContract(kinds: readonly Kind[]): void {
  describe.each(kinds)('a link: $name', ({ open, tellsWaits, isVirtual, le }) => {
    let rig: Rig;
    beforeEach(async () => {
      rig = await open();
    });
    afterEach(() => rig.close());

    it('carries a command and its answer', async () => {
      expect(await rig.link.ctap2(Uint8Array.of(fakeCommand.info))).toEqual(infoAnswer);
    });

    it('carries requests and answers of every size class', async () => {
      for (const length of [0, 1, 55, 56, 57, 58, 115, 116, 254, 255, 256, 257, 511, 1024, 3000, 7608]) {
        const payload = Uint8Array.from({ length }, (_, index) => (index * 13) & 0xff);
        const answer = await rig.link.ctap2(concat(Uint8Array.of(fakeCommand.echo), payload));
        expect(Buffer.compare(answer, concat(Uint8Array.of(0), payload))).toBe(0);
      }
    });

    it('gives error statuses as answers', async () => {
      expect([...(await rig.link.ctap2(Uint8Array.of(0x99)))]).toEqual([0x01]);
    });

    it('carries U2F, long answers whole', async () => {
      const version = await rig.link.ctap1(fromHex(`00030000${le}`));
      expect(fromUtf8(version.subarray(0, 6))).toBe('U2F_V2');
      expect((await rig.link.ctap1(fromHex(`00010000${le}`))).length).toBe(1002);
    });

    it('gives one answer to a touch at once', async () => {
      expect([...(await rig.link.ctap2(Uint8Array.of(fakeCommand.touch)))]).toEqual([0]);
      expect(await rig.link.ctap2(Uint8Array.of(fakeCommand.info))).toEqual(infoAnswer);
    });

    it('tells each wait, and the answer once the touch came', async () => {
      rig.person.manner = 'waiting';
      const seen: number[] = [];
      const onKeepalive = (status: number): void => {
        seen.push(status);
        if (seen.length === 2) rig.person.manner = 'granted';
      };
      rig.person.touchesAfterMs = tellsWaits ? Number.POSITIVE_INFINITY : 500;
      expect([...(await rig.link.ctap2(Uint8Array.of(fakeCommand.touch), { onKeepalive }))]).toEqual([0]);
      // in real time a keepalive more may be on its way
      expect(isVirtual ? seen : seen.slice(0, 2)).toEqual(tellsWaits ? [2, 2] : []);
      expect(seen.filter((status) => status !== 2)).toEqual([]);
    });

    it.skipIf(!tellsWaits)(
      "ends with the device's answer when aborted, and works on (skipped where waits are not told)",
      async () => {
        rig.person.manner = 'waiting';
        const stop = new AbortController();
        const exchange = rig.link.ctap2(Uint8Array.of(fakeCommand.touch), {
          signal: stop.signal,
          onKeepalive: () => stop.abort(),
        });
        expect([...(await exchange)]).toEqual([0x2d]);
        expect(await rig.link.ctap2(Uint8Array.of(fakeCommand.info))).toEqual(infoAnswer);
        expect(rig.responder.open).toBe(0);
      },
    );

    it.skipIf(!isVirtual)('waits as long as the command does (skipped where time is real)', async () => {
      rig.person.manner = 'waiting';
      expect([...(await rig.link.ctap2(Uint8Array.of(fakeCommand.touch)))]).toEqual([0x2f]);
    });

    it.skipIf(!isVirtual || !tellsWaits)(
      'gives up at its deadline and works on (skipped where time is real or waits are not told)',
      async () => {
        rig.person.manner = 'waiting';
        const late = rig.link.ctap2(Uint8Array.of(fakeCommand.touch), { deadlineMs: 1000 });
        await expect(late).rejects.toMatchObject({ name: 'TransportError', reason: 'silence' });
        expect(rig.responder.open).toBe(0);
        expect(await rig.link.ctap2(Uint8Array.of(fakeCommand.info))).toEqual(infoAnswer);
      },
    );

    it('works again after a power cycle and reopen, not before', async () => {
      await rig.powerCycle();
      await expect(rig.link.ctap2(Uint8Array.of(fakeCommand.info))).rejects.toBeInstanceOf(TransportError);
      await rig.link.reopen();
      expect(await rig.link.ctap2(Uint8Array.of(fakeCommand.info))).toEqual(infoAnswer);
      expect(rig.responder.powerCycles).toBe(1);
    });

    it('is gone when closed', async () => {
      await rig.link.close();
      await expect(rig.link.ctap2(Uint8Array.of(fakeCommand.info))).rejects.toMatchObject({ reason: 'gone' });
    });
  });
}
