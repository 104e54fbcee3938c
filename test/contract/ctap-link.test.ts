import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryCardPort } from '../../simulators/backends/memory-card-port.ts';
import { MemoryReportPort } from '../../simulators/backends/memory-report-port.ts';
import { serveUdp } from '../../simulators/backends/udp.ts';
import { CardEndpoint } from '../../simulators/endpoints/card-endpoint.ts';
import { cardProfile } from '../../simulators/endpoints/card-profile.ts';
import { HidEndpoint } from '../../simulators/endpoints/hid-endpoint.ts';
import { hidProfile } from '../../simulators/endpoints/hid-profile.ts';
import { concat, fromUtf8 } from '../../src/bytes/bytes.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { VirtualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { systemEnv } from '../../src/env/system.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import type { CardLinkOptions } from '../../src/transport/card/card-link.ts';
import { openCardLink } from '../../src/transport/card/card-link.ts';
import { openHidLink } from '../../src/transport/hid/hid-link.ts';
import type { CtapLink } from '../../src/transport/ports.ts';
import { openUdpPort } from '../../src/transport/udp-port.ts';
import { FakePerson, FakeResponder, fakeCommand, infoAnswer } from '../unit/simulators/endpoints/fake-responder.ts';

/** A link of some kind to a fake authenticator. */
interface Rig {
  readonly link: CtapLink;
  readonly responder: FakeResponder;
  readonly person: FakePerson;
  powerCycle(): void;
  close(): Promise<void>;
}

interface Kind {
  readonly name: string;
  /** Whether waits are told to the host. */
  readonly tellsWaits: boolean;
  /** The length field of a U2F APDU that asks for all there is. */
  readonly le: string;
  /** Whether time is virtual, so that thirty seconds can pass. */
  readonly isVirtual: boolean;
  open(): Promise<Rig>;
}

function hidOver(reportSize: number): Kind {
  return {
    name: `HID in process, reports of ${reportSize} bytes`,
    tellsWaits: true,
    le: '000000',
    isVirtual: true,
    open: async () => {
      const { responder, person, clock, random } = parts();
      const endpoint = new HidEndpoint({ responder, presence: person, random, profile: hidProfile({ reportSize }) });
      const port = new MemoryReportPort({ endpoint, clock });
      const link = await openHidLink(port, { clock, random });
      return { link, responder, person, powerCycle: () => port.powerCycle(), close: () => link.close() };
    },
  };
}

function card(what: string, options: CardLinkOptions, profile: Parameters<typeof cardProfile>[0] = {}): Kind {
  return {
    name: `card in process, ${what}`,
    tellsWaits: options.polls ?? true,
    le: profile.form === 'short' ? '00' : '000000',
    isVirtual: true,
    open: async () => {
      const { responder, person, clock, random } = parts();
      const endpoint = new CardEndpoint({ responder, presence: person, profile: cardProfile(profile) });
      const port = new MemoryCardPort({ endpoint, clock });
      const link = await openCardLink(port, { clock, random }, options);
      return { link, responder, person, powerCycle: () => port.powerCycle(), close: () => link.close() };
    },
  };
}

const udp: Kind = {
  name: 'HID over UDP',
  tellsWaits: true,
  le: '000000',
  isVirtual: false,
  open: async () => {
    const { responder, person, random } = parts();
    const endpoint = new HidEndpoint({ responder, presence: person, random });
    const server = await serveUdp({ endpoint, env: systemEnv, port: 0 });
    const port = await openUdpPort({ host: '127.0.0.1', port: server.port });
    const link = await openHidLink(port, systemEnv, { silenceMs: 30_000, openTimeoutMs: 30_000 });
    const close = async (): Promise<void> => {
      await link.close();
      await server.close();
    };
    return { link, responder, person, powerCycle: () => endpoint.powerCycle(systemEnv.clock.nowMs()), close };
  },
};

function parts(): {
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

const kinds: Kind[] = [
  hidOver(64),
  hidOver(1024),
  udp,
  card('extended', { form: 'extended' }),
  card('short', { form: 'short', chunkLength: 100 }, { form: 'short', chunkLength: 64 }),
  card('short, T=0 manners', { form: 'short' }, { form: 'short', chunkLength: 255, insistsOnLe: true }),
  card('without polling', { polls: false }),
];

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
    rig.powerCycle();
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
