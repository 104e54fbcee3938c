import type { VirtualClock } from '../../src/env/manual-clock.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import type { ReportPort } from '../../src/transport/ports.ts';
import { ReportQueue } from '../../src/transport/report-queue.ts';
import type { HidEndpoint } from '../endpoints/hid-endpoint.ts';

/** What a MemoryReportPort is made of. `clock` must be the clock that the key reads. */
export interface MemoryReportPortOptions {
  readonly endpoint: HidEndpoint;
  readonly clock: VirtualClock;
  readonly name?: string;
}

/** The key and all who listen to it. */
interface Pipe extends MemoryReportPortOptions {
  readonly readers: Set<ReportQueue>;
}

/**
 * A key in the same process, as a report port. Waiting moves the virtual clock to the key's next wake, so it costs
 * nothing; no method waits for anything real. Reports go to every open port of the key, as on hidraw.
 */
export class MemoryReportPort implements ReportPort {
  readonly name: string;
  readonly reportSize: number;
  readonly #pipe: Pipe;
  readonly #queue = new ReportQueue();
  #isOpen = true;

  constructor(options: MemoryReportPortOptions | Pipe) {
    this.#pipe = 'readers' in options ? options : { ...options, readers: new Set() };
    this.#pipe.readers.add(this.#queue);
    this.name = options.name ?? 'memory';
    this.reportSize = options.endpoint.profile.reportSize;
  }

  /** Another port of the same key, as another process of the host would open it. */
  openAnother(): MemoryReportPort {
    return new MemoryReportPort(this.#pipe);
  }

  /** Cuts the key's power and gives it back; what was on its way is lost. */
  powerCycle(): void {
    for (const queue of this.#pipe.readers) queue.clear();
    this.#pipe.endpoint.powerCycle(this.#pipe.clock.nowMs());
  }

  async write(report: Uint8Array): Promise<void> {
    this.#check();
    if (report.length !== this.reportSize) {
      throw new RangeError(`MemoryReportPort.write: expected ${this.reportSize} bytes, received ${report.length}`);
    }
    this.#spread(this.#pipe.endpoint.receive(report, this.#pipe.clock.nowMs()));
  }

  async read(timeoutMs: number): Promise<Uint8Array | undefined> {
    this.#check();
    return this.#queue.shift() ?? this.#wait(timeoutMs);
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.#pipe.readers.delete(this.#queue);
    this.#queue.clear();
  }

  #wait(timeoutMs: number): Uint8Array | undefined {
    const { endpoint, clock } = this.#pipe;
    const deadlineMs = clock.nowMs() + Math.max(0, timeoutMs);
    for (;;) {
      const wakeMs = endpoint.nextWakeMs();
      if (wakeMs === undefined || wakeMs > deadlineMs) {
        clock.advance(deadlineMs - clock.nowMs());
        return undefined;
      }
      clock.advance(Math.max(0, wakeMs - clock.nowMs()));
      this.#spread(endpoint.tick(clock.nowMs()));
      const report = this.#queue.shift();
      if (report !== undefined) return report;
    }
  }

  #spread(reports: readonly Uint8Array[]): void {
    for (const report of reports) for (const queue of this.#pipe.readers) queue.push(report);
  }

  #check(): void {
    if (!this.#isOpen) throw new TransportError(this.name, 'closed', 'gone', 'the port is closed');
  }
}
