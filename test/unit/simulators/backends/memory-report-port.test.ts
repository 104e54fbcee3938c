import { describe, expect, it } from 'vitest';
import { MemoryReportPort } from '../../../../simulators/backends/memory-report-port.ts';
import { HidEndpoint } from '../../../../simulators/endpoints/hid-endpoint.ts';
import { VirtualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import type { HidLink } from '../../../../src/transport/hid/hid-link.ts';
import { openHidLink } from '../../../../src/transport/hid/hid-link.ts';
import { BROADCAST_CHANNEL, hidCommand, splitMessage } from '../../../../src/transport/hid/packet.ts';
import { FakePerson, FakeResponder, fakeCommand, infoAnswer } from '../endpoints/fake-responder.ts';

function rig(): {
  port: MemoryReportPort;
  clock: VirtualClock;
  person: FakePerson;
  open: (port: MemoryReportPort, seed: number) => Promise<HidLink>;
} {
  const clock = new VirtualClock(0);
  const person = new FakePerson();
  const endpoint = new HidEndpoint({ responder: new FakeResponder(), presence: person, random: seededRandom(1) });
  const port = new MemoryReportPort({ endpoint, clock });
  return { port, clock, person, open: (at, seed) => openHidLink(at, { clock, random: seededRandom(seed) }) };
}

describe('MemoryReportPort', () => {
  it('lets exactly the waiting time pass when nothing comes', async () => {
    const { port, clock } = rig();
    expect(await port.read(3000)).toBeUndefined();
    expect(clock.nowMs()).toBe(3000);
    expect(await port.read(0)).toBeUndefined();
    expect(clock.nowMs()).toBe(3000);
  });

  it('moves the clock to the next wake of the key and no further', async () => {
    const { port, clock } = rig();
    await port.write(splitMessage(BROADCAST_CHANNEL, hidCommand.INIT, new Uint8Array(8))[0]!);
    const channel = new DataView((await port.read(0))!.slice().buffer).getUint32(15);
    await port.write(splitMessage(channel, hidCommand.PING, new Uint8Array(100))[0]!);
    expect((await port.read(10_000))?.[7]).toBe(0x05);
    expect(clock.nowMs()).toBe(500);
  });

  it('gives reports to every port of the key, and each host finds its own', async () => {
    const { port, open, person } = rig();
    const second = port.openAnother();
    const [one, two] = [await open(port, 1), await open(second, 2)];
    expect(one.channel).not.toBe(two.channel);
    expect(await one.ctap2(Uint8Array.of(fakeCommand.info))).toEqual(infoAnswer);
    expect(await two.ctap2(Uint8Array.of(fakeCommand.info))).toEqual(infoAnswer);
    person.manner = 'waiting';
    const busy: unknown[] = [];
    const stop = new AbortController();
    const impatient = await openHidLink(
      port.openAnother(),
      { clock: new VirtualClock(0), random: seededRandom(3) },
      { busyTries: 0 },
    );
    const answer = await one.ctap2(Uint8Array.of(fakeCommand.touch), {
      signal: stop.signal,
      onKeepalive: () => {
        void impatient
          .ping(Uint8Array.of(1))
          .catch((error: unknown) => busy.push(error))
          .finally(() => stop.abort());
      },
    });
    expect([...answer]).toEqual([0x2d]);
    expect(busy[0]).toMatchObject({ reason: 'hid-error', code: 0x06 });
  });

  it('refuses reports of another size and everything once closed', async () => {
    const { port } = rig();
    await expect(port.write(new Uint8Array(63))).rejects.toThrow('expected 64 bytes, received 63');
    await port.close();
    await expect(port.read(0)).rejects.toMatchObject({ reason: 'gone' });
  });

  it('loses what was on its way when power is cut', async () => {
    const { port } = rig();
    const second = port.openAnother();
    await port.write(splitMessage(BROADCAST_CHANNEL, hidCommand.INIT, new Uint8Array(8))[0]!);
    port.powerCycle();
    expect([await port.read(0), await second.read(0)]).toEqual([undefined, undefined]);
  });
});
