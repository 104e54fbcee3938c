import type { RemoteInfo, Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { equalBytes } from '../../src/bytes/bytes.ts';
import type { Env } from '../../src/env/env.ts';
import { callLater } from '../../src/env/system.ts';
import { powerCycleDatagram } from '../../src/transport/udp-port.ts';
import type { HidEndpoint } from '../endpoints/hid-endpoint.ts';
import { BackendError } from './backend-error.ts';

/** A key and the address it is to be offered on. */
export interface UdpServerOptions {
  readonly endpoint: HidEndpoint;
  /** The key's own clock: the real one. */
  readonly env: Env;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** 8111 unless given; 0 for any free one. */
  readonly port?: number;
  /** Called after the power-cycle datagram was obeyed. */
  readonly onPowerCycle?: () => void;
}

/** A key that is being offered. */
export interface UdpServer {
  readonly host: string;
  readonly port: number;
  /** Stops; resolves when the port is free again. */
  close(): Promise<void>;
}

const FIRST_PEER = { address: '127.0.0.1', port: 7112 };

/**
 * Offers a key as simulators of this field do: one datagram, one report of 64 bytes; answers go to the last sender; the
 * power-cycle datagram cuts the power. Rejects with `BackendError` (`port-taken`, `port-forbidden`, `unavailable`).
 */
export async function serveUdp(options: UdpServerOptions): Promise<UdpServer> {
  const { host = '127.0.0.1', port = 8111 } = options;
  const type = isIPv6(host) ? 'udp6' : 'udp4';
  // peers come as numbers: looking them up would only put the answer off to a later turn
  const socket = createSocket({
    type,
    lookup: (address, _options, done) => done(null, address, type === 'udp6' ? 6 : 4),
  });
  await bound(socket, host, port);
  const loop = new UdpLoop(socket, options);
  return {
    host,
    port: socket.address().port,
    close: () => loop.close(),
  };
}

function bound(socket: Socket, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      socket.close();
      const place = `udp:${host}:${port}`;
      if (error.code === 'EADDRINUSE') reject(new BackendError('port-taken', place, 'the port is taken', error));
      else if (error.code === 'EACCES')
        reject(new BackendError('port-forbidden', place, 'no leave to use the port', error));
      else reject(new BackendError('unavailable', place, error.message, error));
    };
    socket.once('error', fail);
    socket.bind({ address: host === 'localhost' ? '127.0.0.1' : host, port, exclusive: true }, () => {
      socket.off('error', fail);
      resolve();
    });
  });
}

/** Datagrams in, datagrams out, and the one timer between them. No promises. */
class UdpLoop {
  readonly #socket: Socket;
  readonly #endpoint: HidEndpoint;
  readonly #env: Env;
  readonly #onPowerCycle: (() => void) | undefined;
  #peer = FIRST_PEER;
  #timer: { atMs: number; takeBack: () => void } | undefined;

  constructor(socket: Socket, options: UdpServerOptions) {
    this.#socket = socket;
    this.#endpoint = options.endpoint;
    this.#env = options.env;
    this.#onPowerCycle = options.onPowerCycle;
    socket.on('message', (datagram, peer) => this.#onDatagram(datagram, peer));
    // a peer that went away is no reason to stop: what was sent to it is lost, as on a pulled cable
    socket.on('error', () => undefined);
  }

  async close(): Promise<void> {
    this.#timer?.takeBack();
    this.#timer = undefined;
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #onDatagram(datagram: Uint8Array, peer: RemoteInfo): void {
    const nowMs = this.#env.clock.nowMs();
    this.#peer = peer;
    if (datagram[0] === powerCycleDatagram[0] && equalBytes(datagram, powerCycleDatagram)) {
      this.#endpoint.powerCycle(nowMs);
      this.#onPowerCycle?.();
    } else {
      this.#send(this.#endpoint.receive(datagram, nowMs));
    }
    this.#plan(nowMs);
  }

  #send(reports: readonly Uint8Array[]): void {
    const { address, port } = this.#peer;
    for (const report of reports) this.#socket.send(report, port, address);
  }

  /** An earlier timer stays: when it rings too soon, it plans anew. */
  #plan(nowMs: number): void {
    const wakeMs = this.#endpoint.nextWakeMs();
    if (wakeMs === undefined) {
      this.#timer?.takeBack();
      this.#timer = undefined;
      return;
    }
    if (this.#timer !== undefined && this.#timer.atMs <= wakeMs) return;
    this.#timer?.takeBack();
    this.#timer = { atMs: wakeMs, takeBack: callLater(Math.max(0, wakeMs - nowMs), () => this.#ring()) };
  }

  #ring(): void {
    this.#timer = undefined;
    const nowMs = this.#env.clock.nowMs();
    this.#send(this.#endpoint.tick(nowMs));
    this.#plan(nowMs);
  }
}
