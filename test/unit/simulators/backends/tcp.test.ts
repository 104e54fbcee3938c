import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { BackendError } from '../../../../simulators/backends/backend-error.ts';
import { serveTcp, type TcpServer } from '../../../../simulators/backends/tcp.ts';
import { serveUdp } from '../../../../simulators/backends/udp.ts';
import { HidEndpoint } from '../../../../simulators/endpoints/hid-endpoint.ts';
import { hidProfile } from '../../../../simulators/endpoints/hid-profile.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { systemEnv } from '../../../../src/env/system.ts';
import { hidCommand, splitMessage } from '../../../../src/transport/hid/packet.ts';
import { lengthPrefixed } from '../../../../src/transport/length-prefixed.ts';
import { openUdpPort } from '../../../../src/transport/udp-port.ts';
import { FakePerson, FakeResponder, fakeCommand } from '../endpoints/fake-responder.ts';

const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

interface Served {
  readonly server: TcpServer;
  readonly endpoint: HidEndpoint;
  readonly responder: FakeResponder;
  readonly person: FakePerson;
  readonly errors: BackendError[];
}

async function serve(): Promise<Served> {
  const responder = new FakeResponder();
  const person = new FakePerson();
  const profile = hidProfile({ channels: 'lenient' });
  const endpoint = new HidEndpoint({ responder, presence: person, random: seededRandom(1), profile });
  const errors: BackendError[] = [];
  const server = await serveTcp({ endpoint, env: systemEnv, port: 0, onError: (error) => errors.push(error) });
  toClose.push(() => server.close());
  return { server, endpoint, responder, person, errors };
}

async function client(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  toClose.push(async () => socket.destroy());
  return socket;
}

async function received(socket: Socket, length: number): Promise<Uint8Array> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < length) bytes = Buffer.concat([bytes, (await once(socket, 'data'))[0] as Buffer]);
  return new Uint8Array(bytes);
}

const ping = splitMessage(0x11, hidCommand.PING, Uint8Array.of(0xaa, 0xbb), 64)[0]!;

describe('serveTcp', () => {
  it('answers reports with reports, each after its length, however the stream is cut', async () => {
    const { server } = await serve();
    const socket = await client(server.port);
    const bytes = lengthPrefixed(ping);
    for (const cut of [1, 2, 40, 66]) {
      const answer = received(socket, 66);
      socket.write(bytes.subarray(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      if (cut < 66) socket.write(bytes.subarray(cut));
      expect(await answer).toEqual(bytes);
    }
  });

  it('serves clients one after the other', async () => {
    const { server } = await serve();
    const first = await client(server.port);
    const second = await client(server.port);
    second.write(lengthPrefixed(ping));
    first.write(lengthPrefixed(ping));
    await received(first, 66);
    expect(second.bytesRead).toBe(0);
    const answer = received(second, 66);
    first.destroy();
    expect(await answer).toEqual(lengthPrefixed(ping));
  });

  it.each([0, 63, 65, 0xffff])('ends the connection at the length %d and says so', async (length) => {
    const { server, errors } = await serve();
    const socket = await client(server.port);
    const closed = once(socket, 'close');
    socket.write(Uint8Array.of(length >> 8, length & 0xff));
    await closed;
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ name: 'BackendError', code: 'bad-frame' });
    expect(errors[0]?.message).toBe(
      `tcp:127.0.0.1:${server.port}: expected a report of 64 bytes, received the length ${length}`,
    );
    const next = await client(server.port);
    next.write(lengthPrefixed(ping));
    expect(await received(next, 66)).toEqual(lengthPrefixed(ping));
  });

  it('gives a waiting command its keepalives and its answer', async () => {
    const { server, person } = await serve();
    person.manner = 'waiting';
    const socket = await client(server.port);
    socket.write(lengthPrefixed(splitMessage(0x11, hidCommand.CBOR, Uint8Array.of(fakeCommand.touch), 64)[0]!));
    const keepalive = await received(socket, 66);
    expect([...keepalive.subarray(6, 10)]).toEqual([0x80 | hidCommand.KEEPALIVE, 0, 1, 2]);
    person.manner = 'granted';
    let command = 0;
    while (command !== (0x80 | hidCommand.CBOR)) command = (await received(socket, 66))[6]!;
  });

  it('loses its power and its client when it is replugged', async () => {
    const { server, responder } = await serve();
    const socket = await client(server.port);
    socket.write(lengthPrefixed(ping));
    await received(socket, 66);
    const closed = once(socket, 'close');
    server.replug();
    await closed;
    expect(responder.powerCycles).toBe(1);
  });

  it('says that a port is taken', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    toClose.push(() => new Promise((resolve) => other.close(resolve)));
    const { port } = other.address() as { port: number };
    const { endpoint } = await serve();
    await expect(serveTcp({ endpoint, env: systemEnv, port })).rejects.toMatchObject({
      code: 'port-taken',
      message: `tcp:127.0.0.1:${port}: the port is taken`,
    });
  });

  it('shares one key with UDP: each wire hears its own channel only, and one key is busy for both', async () => {
    const { server, endpoint, person } = await serve();
    const udp = await serveUdp({ endpoint, env: systemEnv, port: 0 });
    toClose.push(() => udp.close());
    const port = await openUdpPort({ host: '127.0.0.1', port: udp.port });
    toClose.push(() => port.close());
    const socket = await client(server.port);
    person.manner = 'waiting';
    socket.write(lengthPrefixed(splitMessage(0x11, hidCommand.CBOR, Uint8Array.of(fakeCommand.touch), 64)[0]!));
    await received(socket, 66);
    await port.write(splitMessage(0x22, hidCommand.PING, Uint8Array.of(1), 64)[0]!);
    const busy = await port.read(5000);
    expect([...busy!.subarray(0, 8)]).toEqual([0, 0, 0, 0x22, 0xbf, 0, 1, 0x06]);
    person.manner = 'granted';
    let command = 0;
    while (command !== (0x80 | hidCommand.CBOR)) {
      const report = await received(socket, 66);
      expect(report[5]).toBe(0x11);
      command = report[6]!;
    }
    await port.write(splitMessage(0x22, hidCommand.PING, Uint8Array.of(2), 64)[0]!);
    expect([...(await port.read(5000))!.subarray(0, 8)]).toEqual([0, 0, 0, 0x22, 0x80 | hidCommand.PING, 0, 1, 2]);
  });
});
