import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { BackendError } from '../../../../simulators/backends/backend-error.ts';
import { serveUdp, type UdpServer } from '../../../../simulators/backends/udp.ts';
import { HidEndpoint } from '../../../../simulators/endpoints/hid-endpoint.ts';
import { hidProfile } from '../../../../simulators/endpoints/hid-profile.ts';
import { toHex } from '../../../../src/bytes/hex.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { systemEnv } from '../../../../src/env/system.ts';
import { BROADCAST_CHANNEL, hidCommand, splitMessage } from '../../../../src/transport/hid/packet.ts';
import { openUdpPort, powerCycleDatagram } from '../../../../src/transport/udp-port.ts';
import { FakePerson, FakeResponder, fakeCommand } from '../endpoints/fake-responder.ts';

const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

async function serve(
  onPowerCycle?: () => void,
): Promise<{ server: UdpServer; responder: FakeResponder; person: FakePerson }> {
  const responder = new FakeResponder();
  const person = new FakePerson();
  const profile = hidProfile({ channels: 'lenient' });
  const endpoint = new HidEndpoint({ responder, presence: person, random: seededRandom(1), profile });
  const server = await serveUdp({
    endpoint,
    env: systemEnv,
    port: 0,
    ...(onPowerCycle === undefined ? {} : { onPowerCycle }),
  });
  toClose.push(() => server.close());
  return { server, responder, person };
}

async function raw(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  toClose.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return socket;
}

async function datagrams(socket: Socket, count: number): Promise<Uint8Array[]> {
  const got: Uint8Array[] = [];
  while (got.length < count) got.push(new Uint8Array((await once(socket, 'message'))[0]));
  return got;
}

const ping = splitMessage(0x11, hidCommand.PING, Uint8Array.of(0xaa, 0xbb))[0]!;

describe('serveUdp', () => {
  it('answers the last sender with datagrams of exactly 64 bytes', async () => {
    const { server } = await serve();
    for (const socket of [await raw(), await raw()]) {
      socket.send(ping, server.port, '127.0.0.1');
      expect(await datagrams(socket, 1)).toEqual([ping]);
    }
  });

  it('zero-extends short datagrams and ignores the rest of long ones', async () => {
    const { server } = await serve();
    const socket = await raw();
    socket.send(ping.subarray(0, 9), server.port, '127.0.0.1');
    expect(await datagrams(socket, 1)).toEqual([ping]);
    socket.send(Uint8Array.from([...ping, 1, 2, 3]), server.port, '127.0.0.1');
    expect(await datagrams(socket, 1)).toEqual([ping]);
  });

  it('takes datagrams sent in one go', async () => {
    const { server } = await serve();
    const socket = await raw();
    const bytes = Uint8Array.from({ length: 1500 }, (_, index) => index & 0xff);
    const reports = splitMessage(0x11, hidCommand.PING, bytes);
    const answer = datagrams(socket, reports.length);
    for (const report of reports) socket.send(report, server.port, '127.0.0.1');
    expect(await answer).toEqual(reports);
  });

  it('goes on ticking while a touch is waited for', async () => {
    const { server, person } = await serve();
    const socket = await raw();
    person.manner = 'waiting';
    const heard = new Promise<string[]>((resolve) => {
      const got: string[] = [];
      socket.on('message', (report) => {
        got.push(toHex(report.subarray(4, 8)));
        if (got.length === 2) person.manner = 'granted';
        if (report[4] === 0x90) resolve(got);
      });
    });
    socket.send(splitMessage(0x11, hidCommand.CBOR, Uint8Array.of(fakeCommand.touch))[0]!, server.port, '127.0.0.1');
    const got = await heard;
    expect([got.slice(0, 2), got.at(-1)]).toEqual([['bb000102', 'bb000102'], '90000100']);
  });

  it('cuts the power for the power-cycle datagram, and the old channel goes on on a lenient key', async () => {
    let told = 0;
    const { server, responder } = await serve(() => {
      told += 1;
    });
    const socket = await raw();
    socket.send(powerCycleDatagram, server.port, '127.0.0.1');
    socket.send(ping, server.port, '127.0.0.1');
    expect(await datagrams(socket, 1)).toEqual([ping]);
    expect([responder.powerCycles, told]).toEqual([1, 1]);
  });

  it('says so when the port is taken, and frees it when closed', async () => {
    const { server } = await serve();
    const endpoint = new HidEndpoint({
      responder: new FakeResponder(),
      presence: new FakePerson(),
      random: seededRandom(1),
    });
    const again = serveUdp({ endpoint, env: systemEnv, port: server.port });
    await expect(again).rejects.toBeInstanceOf(BackendError);
    await expect(again).rejects.toMatchObject({
      code: 'port-taken',
      message: `udp:127.0.0.1:${server.port}: the port is taken`,
    });
    await server.close();
    toClose.length = 0;
    const second = await serveUdp({ endpoint, env: systemEnv, port: server.port });
    toClose.push(() => second.close());
    expect(second.port).toBe(server.port);
  });
});

describe('openUdpPort', () => {
  it('says that nobody listens, and stays usable', async () => {
    const unused = await raw();
    const { port: free } = unused.address();
    await toClose.pop()!();
    const port = await openUdpPort({ host: '127.0.0.1', port: free });
    toClose.push(() => port.close());
    for (let tries = 0; tries < 2; tries += 1) {
      const asking = port.write(ping).then(() => port.read(60_000));
      await expect(asking).rejects.toMatchObject({
        reason: 'refused',
        message: `udp:127.0.0.1:${free}: nobody listens there`,
      });
    }
  });

  it('sends from the local port it was given, and says when that is taken', async () => {
    const { server } = await serve();
    const holder = await raw();
    const { port: local } = holder.address();
    const taken = openUdpPort({ host: '127.0.0.1', port: server.port, local });
    await expect(taken).rejects.toMatchObject({ reason: 'gone', phase: 'open' });
    await toClose.pop()!();
    const port = await openUdpPort({ host: 'localhost', port: server.port, local });
    toClose.push(() => port.close());
    await port.write(splitMessage(BROADCAST_CHANNEL, hidCommand.INIT, new Uint8Array(8))[0]!);
    expect((await port.read(60_000))?.length).toBe(64);
  });

  it('ends a pending read when closed', async () => {
    const { server } = await serve();
    const port = await openUdpPort({ host: '127.0.0.1', port: server.port });
    const reading = port.read(60_000);
    await port.close();
    await expect(reading).rejects.toMatchObject({ reason: 'gone' });
  });
});
