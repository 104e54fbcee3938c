import { createConnection, type Socket } from 'node:net';
import { callLater } from '../env/system.ts';
import type { TransportPhase } from '../errors/transport-error.ts';
import { TransportError } from '../errors/transport-error.ts';
import { Inbox } from './inbox.ts';
import { LengthPrefixedReader, lengthPrefixed } from './length-prefixed.ts';
import { netReason } from './net-reason.ts';
import type { ReportPort } from './ports.ts';

/** Where a key listens for a connection. */
export interface TcpPortOptions {
  readonly host: string;
  readonly port: number;
  /** Longest wait for a connection; 3000 ms. */
  readonly connectMs?: number;
}

const REPORT_SIZE = 64;

/**
 * Opens a port to a key that speaks CTAPHID over TCP, each report of 64 bytes after its length (2 bytes, big-endian). Short
 * reports are zero-extended. Rejects with `TransportError`: `refused` where nobody listens, `gone` where the host has no
 * address, `silence` where it does not answer. A connection that is lost is told once; the next write connects anew.
 */
export async function openTcpPort(options: TcpPortOptions): Promise<ReportPort> {
  const port = new TcpPort(options);
  await port.connect();
  return port;
}

class TcpPort implements ReportPort {
  readonly name: string;
  readonly reportSize = REPORT_SIZE;
  readonly #options: TcpPortOptions;
  readonly #inbox = new Inbox();
  #socket: Socket | undefined;
  #isOpen = true;

  constructor(options: TcpPortOptions) {
    const { host, port } = options;
    this.name = `tcp:${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.#options = options;
  }

  async connect(): Promise<void> {
    const { host, port, connectMs = 3000 } = this.#options;
    const socket = createConnection({ host, port, noDelay: true });
    try {
      await connected(socket, connectMs);
    } catch (error) {
      socket.destroy();
      throw this.#error('open', error);
    }
    if (!this.#isOpen) {
      socket.destroy();
      throw this.#closed();
    }
    this.#inbox.clear();
    this.#socket = socket;
    this.#listen(socket);
  }

  async write(report: Uint8Array): Promise<void> {
    if (!this.#isOpen) throw this.#closed();
    if (report.length !== REPORT_SIZE) {
      throw new RangeError(`TcpPort.write: expected ${REPORT_SIZE} bytes, received ${report.length}`);
    }
    const failure = this.#inbox.takeFailure();
    if (failure !== undefined) throw failure;
    if (this.#socket === undefined) await this.connect();
    this.#socket?.write(lengthPrefixed(report));
  }

  async read(timeoutMs: number): Promise<Uint8Array | undefined> {
    if (this.#isOpen && this.#socket === undefined && timeoutMs > 0) {
      const left = await this.#inbox.next(0);
      if (left === undefined) throw this.#lost();
      return this.#given(left);
    }
    const outcome = await this.#inbox.next(this.#isOpen ? timeoutMs : 0);
    if (outcome === undefined && !this.#isOpen) throw this.#closed();
    return this.#given(outcome);
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#inbox.fail(this.#closed());
    if (socket === undefined) return;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.destroy();
    await closed;
  }

  #listen(socket: Socket): void {
    const reader = new LengthPrefixedReader();
    socket.on('data', (chunk) => {
      for (const report of reader.push(chunk)) {
        if (report.length <= REPORT_SIZE) this.#inbox.push(extended(report));
        else this.#lose(socket, this.#misfit(report.length));
      }
    });
    socket.on('error', (error) => this.#lose(socket, this.#error('receive', error)));
    socket.on('close', () => this.#lose(socket, this.#lost()));
  }

  #lose(socket: Socket, error: TransportError): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    socket.destroy();
    this.#inbox.fail(error);
  }

  #given(outcome: Uint8Array | Error | undefined): Uint8Array | undefined {
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  #lost(): TransportError {
    return new TransportError(this.name, 'receive', 'gone', 'the other side closed the connection');
  }

  #misfit(length: number): TransportError {
    return new TransportError(
      this.name,
      'receive',
      'frame',
      `expected reports of ${REPORT_SIZE} bytes, received a length of ${length}`,
    );
  }

  #closed(): TransportError {
    return new TransportError(this.name, 'closed', 'gone', 'the port is closed');
  }

  #error(phase: TransportPhase, cause: unknown): TransportError {
    if (cause instanceof TransportError) return cause;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const reason = code === 'ECONNREFUSED' ? 'refused' : code === 'ETIMEDOUT' ? 'silence' : 'gone';
    return new TransportError(this.name, phase, reason, netReason(cause), cause);
  }
}

function connected(socket: Socket, connectMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const takeBack = callLater(connectMs, () =>
      reject(Object.assign(new Error(`no connection within ${connectMs} ms`), { code: 'ETIMEDOUT' })),
    );
    socket.once('connect', () => {
      takeBack();
      socket.off('error', fail);
      resolve();
    });
    const fail = (error: Error): void => {
      takeBack();
      reject(error);
    };
    socket.once('error', fail);
  });
}

function extended(report: Uint8Array): Uint8Array {
  if (report.length === REPORT_SIZE) return report;
  const whole = new Uint8Array(REPORT_SIZE);
  whole.set(report);
  return whole;
}
