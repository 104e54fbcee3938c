import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { fromHex } from '../bytes/hex.ts';
import { callLater } from '../env/system.ts';
import type { TransportPhase } from '../errors/transport-error.ts';
import { TransportError } from '../errors/transport-error.ts';
import type { ReportPort } from './ports.ts';
import { ReportQueue } from './report-queue.ts';

/** Where a key listens for datagrams. */
export interface UdpPortOptions {
  readonly host: string;
  readonly port: number;
  /** Our own port, for keys that answer to a fixed one; any free one unless given. */
  readonly local?: number;
}

/** The 64-byte datagram that simulators of this field take for a power cycle. */
export const powerCycleDatagram: Uint8Array = fromHex(
  'ac1052ca95e569de69e02ebff333485f13f9b2da34c5a8a340526697a9ab2e0b' +
    '394d8d04973c134005be1a0140bff6045bb26eb77a73eaa47813f6b49a7250dc',
);

const REPORT_SIZE = 64;

/**
 * Opens a port to a key that speaks CTAPHID in datagrams, one report of 64 bytes each: short ones are zero-extended, the rest
 * of long ones is ignored. Rejects with `TransportError`: `gone` where our own port is taken or the host has no address. A key
 * that nobody runs shows as `refused` at the next read or write; the port stays usable.
 */
export async function openUdpPort(options: UdpPortOptions): Promise<ReportPort> {
  const name = `udp:${options.host}:${options.port}`;
  const socket = createSocket(isIPv6(options.host) ? 'udp6' : 'udp4');
  try {
    await connected(socket, options);
  } catch (error) {
    socket.close();
    throw new TransportError(name, 'open', 'gone', reasonOf(error), error);
  }
  return new UdpPort(name, socket);
}

function connected(socket: Socket, { host, port, local }: UdpPortOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    const connect = (): void => {
      socket.connect(port, host, (error?: Error | null) => {
        if (error === undefined || error === null) {
          socket.off('error', reject);
          resolve();
        } else reject(error);
      });
    };
    if (local === undefined) connect();
    else socket.bind(local, connect);
  });
}

class UdpPort implements ReportPort {
  readonly name: string;
  readonly reportSize = REPORT_SIZE;
  readonly #socket: Socket;
  readonly #queue = new ReportQueue();
  #waiting: ((outcome: Uint8Array | Error | undefined) => void) | undefined;
  #failure: Error | undefined;
  #isOpen = true;

  constructor(name: string, socket: Socket) {
    this.name = name;
    this.#socket = socket;
    socket.on('message', (datagram) => this.#onReport(sized(datagram)));
    socket.on('error', (error) => this.#onError(error));
  }

  async write(report: Uint8Array): Promise<void> {
    this.#check('send');
    if (report.length !== REPORT_SIZE) {
      throw new RangeError(`UdpPort.write: expected ${REPORT_SIZE} bytes, received ${report.length}`);
    }
    this.#socket.send(report, (error) => {
      if (error !== null) this.#onError(error);
    });
  }

  async read(timeoutMs: number): Promise<Uint8Array | undefined> {
    const report = this.#queue.shift();
    if (report !== undefined) return report;
    this.#check('receive');
    if (this.#waiting !== undefined) throw new TypeError('UdpPort.read: expected at most one pending read');
    const outcome = timeoutMs > 0 ? await this.#wait(timeoutMs) : undefined;
    if (outcome instanceof Error) throw this.#error('receive', outcome);
    return outcome;
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const closed = new Promise<void>((resolve) => this.#socket.close(resolve));
    this.#waiting?.(new Error('the port was closed'));
    await closed;
  }

  #wait(timeoutMs: number): Promise<Uint8Array | Error | undefined> {
    return new Promise((resolve) => {
      const settle = (outcome: Uint8Array | Error | undefined): void => {
        this.#waiting = undefined;
        takeBack();
        resolve(outcome);
      };
      const takeBack = callLater(timeoutMs, () => settle(undefined));
      this.#waiting = settle;
    });
  }

  #onReport(report: Uint8Array): void {
    if (this.#waiting === undefined) this.#queue.push(report);
    else this.#waiting(report);
  }

  #onError(error: Error): void {
    if (this.#waiting === undefined) this.#failure = error;
    else this.#waiting(error);
  }

  #check(phase: TransportPhase): void {
    if (!this.#isOpen) throw new TransportError(this.name, 'closed', 'gone', 'the port is closed');
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw this.#error(phase, failure);
  }

  #error(phase: TransportPhase, cause: Error): TransportError {
    if (!this.#isOpen) return new TransportError(this.name, 'closed', 'gone', 'the port was closed', cause);
    const isRefused = 'code' in cause && cause.code === 'ECONNREFUSED';
    return new TransportError(this.name, phase, isRefused ? 'refused' : 'gone', reasonOf(cause), cause);
  }
}

function sized(datagram: Uint8Array): Uint8Array {
  const report = new Uint8Array(REPORT_SIZE);
  report.set(datagram.subarray(0, REPORT_SIZE));
  return report;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (code === 'EADDRINUSE') return 'our own port is taken';
  if (code === 'ENOTFOUND') return 'no such host';
  return error instanceof Error ? error.message : String(error);
}
