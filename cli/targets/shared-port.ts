import type { Clock } from '../../src/env/env.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import type { ReportPort } from '../../src/transport/ports.ts';
import { ReportQueue } from '../../src/transport/report-queue.ts';

/**
 * One report port, opened several times, as the system does with hidraw: every opener hears every report that comes
 * while it is open. For links that can be opened only once, such as a UDP socket on a fixed port.
 */
export class SharedPort {
  readonly #port: ReportPort;
  readonly #clock: Clock;
  readonly #views = new Set<ReportQueue>();
  #reading: Promise<void> | undefined;

  constructor(port: ReportPort, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  /** A view of the port; closing it leaves the others open. */
  open(): ReportPort {
    const queue = new ReportQueue();
    this.#views.add(queue);
    return {
      name: this.#port.name,
      reportSize: this.#port.reportSize,
      write: async (report) => {
        this.#check(queue);
        await this.#port.write(report);
      },
      read: (timeoutMs) => this.#read(queue, timeoutMs),
      close: async () => {
        this.#views.delete(queue);
      },
    };
  }

  /** Closes the port for everybody. */
  async close(): Promise<void> {
    this.#views.clear();
    await this.#port.close();
  }

  async #read(queue: ReportQueue, timeoutMs: number): Promise<Uint8Array | undefined> {
    const deadlineMs = this.#clock.nowMs() + timeoutMs;
    for (let isFirst = true; ; isFirst = false) {
      const report = queue.shift();
      if (report !== undefined) return report;
      this.#check(queue);
      const leftMs = deadlineMs - this.#clock.nowMs();
      if (leftMs <= 0 && !isFirst) return undefined;
      await this.#listen(Math.max(0, leftMs));
    }
  }

  /** The port allows one pending read: who comes second waits for the report that the first one waits for. */
  async #listen(timeoutMs: number): Promise<void> {
    if (this.#reading !== undefined) {
      const overslept = new AbortController();
      const sleep = this.#clock.sleep(timeoutMs, overslept.signal).catch(() => undefined);
      await Promise.race([this.#reading, sleep]).finally(() => overslept.abort());
      return;
    }
    this.#reading = this.#port
      .read(timeoutMs)
      .then((report) => {
        if (report !== undefined) for (const queue of this.#views) queue.push(report);
      })
      .finally(() => {
        this.#reading = undefined;
      });
    await this.#reading;
  }

  #check(queue: ReportQueue): void {
    if (!this.#views.has(queue)) throw new TransportError(this.#port.name, 'closed', 'gone', 'the port is closed');
  }
}
