import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../../src/errors/transport-error.ts';
import { lengthPrefixed } from '../../../src/transport/length-prefixed.ts';
import type { ReportPort } from '../../../src/transport/ports.ts';
import { openTcpPort } from '../../../src/transport/tcp-port.ts';

const LONG_MS = 60_000;

describe('openTcpPort', () => {
  let server: Server;
  let sockets: Socket[];
  let at: number;
  let port: ReportPort | undefined;

  beforeEach(async () => {
    sockets = [];
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      sockets.push(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    at = (server.address() as { port: number }).port;
  });

  afterEach(async () => {
    await port?.close();
    port = undefined;
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  async function open(): Promise<{ port: ReportPort; socket: Socket }> {
    const connection = once(server, 'connection');
    port = await openTcpPort({ host: '127.0.0.1', port: at });
    const [socket] = (await connection) as [Socket];
    return { port, socket };
  }

  it('carries each report after its length, both ways', async () => {
    const { port, socket } = await open();
    const heard = once(socket, 'data');
    await port.write(new Uint8Array(64).fill(7));
    expect([...((await heard)[0] as Buffer)]).toEqual([0, 64, ...new Array(64).fill(7)]);
    socket.write(lengthPrefixed(new Uint8Array(64).fill(9)));
    expect(await port.read(LONG_MS)).toEqual(new Uint8Array(64).fill(9));
    expect(await port.read(0)).toBeUndefined();
  });

  it('zero-extends short reports', async () => {
    const { port, socket } = await open();
    socket.write(lengthPrefixed(Uint8Array.of(1, 2)));
    const report = await port.read(LONG_MS);
    expect(report).toHaveLength(64);
    expect([...report!.subarray(0, 3)]).toEqual([1, 2, 0]);
  });

  it('ends a connection whose lengths are no reports', async () => {
    const { port, socket } = await open();
    const closed = once(socket, 'close');
    socket.write(lengthPrefixed(new Uint8Array(65)));
    await expect(port.read(LONG_MS)).rejects.toMatchObject({ reason: 'frame' });
    await closed;
  });

  it('tells at once that the connection was lost, once, and connects anew to write', async () => {
    const { port, socket } = await open();
    const told = expect(port.read(LONG_MS)).rejects.toMatchObject({ name: 'TransportError', reason: 'gone' });
    socket.destroy();
    await told;
    expect(await port.read(0)).toBeUndefined();
    await expect(port.read(1)).rejects.toMatchObject({ reason: 'gone' });
    const connection = once(server, 'connection');
    await port.write(new Uint8Array(64));
    const [again] = (await connection) as [Socket];
    again.write(lengthPrefixed(new Uint8Array(64).fill(3)));
    expect(await port.read(LONG_MS)).toEqual(new Uint8Array(64).fill(3));
  });

  it('says that nobody listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(openTcpPort({ host: '127.0.0.1', port: at })).rejects.toMatchObject({
      reason: 'refused',
      message: `tcp:127.0.0.1:${at}: nobody listens there`,
    });
    server.listen(0, '127.0.0.1');
  });

  it('is gone when closed, and ends the read that waits', async () => {
    const { port } = await open();
    const told = expect(port.read(LONG_MS)).rejects.toBeInstanceOf(TransportError);
    await port.close();
    await told;
    await expect(port.read(0)).rejects.toMatchObject({ reason: 'gone', phase: 'closed' });
    await expect(port.write(new Uint8Array(64))).rejects.toMatchObject({ reason: 'gone', phase: 'closed' });
  });
});
