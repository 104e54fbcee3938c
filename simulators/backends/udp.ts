import type { RemoteInfo, Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { equalBytes } from '../../src/bytes/bytes.ts';
import type { Env } from '../../src/env/env.ts';
import { powerCycleDatagram } from '../../src/transport/udp-port.ts';
import type { HidEndpoint } from '../endpoints/hid-endpoint.ts';
import { listenError } from './backend-error.ts';
import { type HidHub, type HubLine, hidHub } from './hid-hub.ts';

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
      reject(listenError(`udp:${host}:${port}`, error));
    };
    socket.once('error', fail);
    socket.bind({ address: host === 'localhost' ? '127.0.0.1' : host, port, exclusive: true }, () => {
      socket.off('error', fail);
      resolve();
    });
  });
}

/** Datagrams in, datagrams out. */
class UdpLoop {
  readonly #socket: Socket;
  readonly #hub: HidHub;
  readonly #line: HubLine;
  readonly #onPowerCycle: (() => void) | undefined;
  #peer = FIRST_PEER;

  constructor(socket: Socket, options: UdpServerOptions) {
    this.#socket = socket;
    this.#hub = hidHub(options.endpoint, options.env);
    this.#line = this.#hub.attach((report) => this.#socket.send(report, this.#peer.port, this.#peer.address));
    this.#onPowerCycle = options.onPowerCycle;
    socket.on('message', (datagram, peer) => this.#onDatagram(datagram, peer));
    // a peer that went away is no reason to stop: what was sent to it is lost, as on a pulled cable
    socket.on('error', () => undefined);
  }

  async close(): Promise<void> {
    this.#line.detach();
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #onDatagram(datagram: Uint8Array, peer: RemoteInfo): void {
    this.#peer = peer;
    if (datagram[0] === powerCycleDatagram[0] && equalBytes(datagram, powerCycleDatagram)) {
      this.#hub.powerCycle();
      this.#onPowerCycle?.();
    } else {
      this.#line.receive(datagram);
    }
  }
}
