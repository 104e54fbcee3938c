import { createServer, type Server, type Socket } from 'node:net';
import { concat, equalBytes, readUint16 } from '../../src/bytes/bytes.ts';
import type { Env } from '../../src/env/env.ts';
import { lengthPrefixed } from '../../src/transport/length-prefixed.ts';
import { powerCycleDatagram } from '../../src/transport/udp-port.ts';
import type { HidEndpoint } from '../endpoints/hid-endpoint.ts';
import { BackendError, hostAndPort, listenError } from './backend-error.ts';
import { type HidHub, type HubLine, hidHub } from './hid-hub.ts';

/** A key and the address it is to be offered on. */
export interface TcpServerOptions {
  readonly endpoint: HidEndpoint;
  /** The key's own clock: the real one. */
  readonly env: Env;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** 35962 unless given; 0 for any free one. */
  readonly port?: number;
  /** Called when a client's connection was ended for what it sent. */
  readonly onError?: (error: BackendError) => void;
}

/** A key that is being offered. */
export interface TcpServer {
  readonly host: string;
  readonly port: number;
  /** Cuts the key's power and ends the connection of the client, as pulling the key would. */
  replug(): void;
  /** Stops; resolves when the port is free again. */
  close(): Promise<void>;
}

/**
 * Offers a key to programs that speak CTAPHID reports over a stream, each after its length as two bytes. Clients are served
 * one after the other: who comes meanwhile waits. The power-cycle datagram, as a report, cuts the power. A report of any other length ends its connection (`bad-frame`). Rejects
 * with `BackendError` (`port-taken`, `port-forbidden`, `unavailable`).
 */
export async function serveTcp(options: TcpServerOptions): Promise<TcpServer> {
  const { host = '127.0.0.1', port = 35_962 } = options;
  const server = createServer({ noDelay: true, pauseOnConnect: true });
  await listening(server, host, port, 'tcp');
  const bound = portOf(server) ?? port;
  const clients = new TcpClients(`tcp:${hostAndPort(host, bound)}`, options);
  server.on('connection', (socket) => clients.welcome(socket));
  return {
    host,
    port: bound,
    replug: () => clients.replug(),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      clients.close();
      await closed;
    },
  };
}

/** Resolves when the server listens; rejects with `BackendError`. */
export function listening(server: Server, host: string, port: number, scheme: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(listenError(`${scheme}:${hostAndPort(host, port)}`, error));
    server.once('error', fail);
    server.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port, exclusive: true }, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

/** The port that a server listens on. */
export function portOf(server: Server): number | undefined {
  const address = server.address();
  return address === null || typeof address === 'string' ? undefined : address.port;
}

class TcpClients {
  readonly #place: string;
  readonly #hub: HidHub;
  readonly #line: HubLine;
  readonly #onError: ((error: BackendError) => void) | undefined;
  readonly #waiting: Socket[] = [];
  #served: Socket | undefined;
  #isOpen = true;

  constructor(place: string, options: TcpServerOptions) {
    this.#place = place;
    this.#hub = hidHub(options.endpoint, options.env);
    this.#line = this.#hub.attach((report) => this.#served?.write(lengthPrefixed(report)));
    this.#onError = options.onError;
  }

  welcome(socket: Socket): void {
    // a client that went away mid-sentence: its `close` follows
    socket.on('error', () => undefined);
    socket.on('close', () => this.#farewell(socket));
    this.#waiting.push(socket);
    this.#serveNext();
  }

  replug(): void {
    this.#hub.powerCycle();
    this.#served?.destroy();
  }

  close(): void {
    this.#isOpen = false;
    this.#line.detach();
    for (const socket of this.#waiting.splice(0)) socket.destroy();
    this.#served?.destroy();
  }

  #farewell(socket: Socket): void {
    const at = this.#waiting.indexOf(socket);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (this.#served !== socket) return;
    this.#served = undefined;
    this.#serveNext();
  }

  #serveNext(): void {
    if (this.#served !== undefined || !this.#isOpen) return;
    const socket = this.#waiting.shift();
    if (socket === undefined) return;
    this.#served = socket;
    let rest: Uint8Array = new Uint8Array(0);
    socket.on('data', (chunk) => {
      rest = this.#take(socket, rest.length === 0 ? chunk : concat(rest, chunk));
    });
    socket.resume();
  }

  /** Takes the reports that are whole; gives the bytes after them. A wrong length is seen before its report came. */
  #take(socket: Socket, bytes: Uint8Array): Uint8Array {
    const { reportSize } = this.#hub;
    let at = 0;
    while (bytes.length - at >= 2) {
      const length = readUint16(bytes, at);
      if (length !== reportSize) {
        this.#refuse(socket, length);
        return new Uint8Array(0);
      }
      const end = at + 2 + length;
      if (end > bytes.length) break;
      const report = bytes.slice(at + 2, end);
      if (report[0] === powerCycleDatagram[0] && equalBytes(report, powerCycleDatagram)) this.#hub.powerCycle();
      else this.#line.receive(report);
      at = end;
    }
    return bytes.slice(at);
  }

  #refuse(socket: Socket, length: number): void {
    const expected = `expected a report of ${this.#hub.reportSize} bytes, received the length ${length}`;
    socket.destroy();
    this.#onError?.(new BackendError('bad-frame', this.#place, expected));
  }
}
