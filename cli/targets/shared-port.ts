import { TransportError } from '../../src/errors/transport-error.ts';
import type { ReportPort } from '../../src/transport/ports.ts';

/**
 * One report port, opened several times, as the system does with hidraw: every opener hears every report that comes
 * while it is open. One opener reads at a time (the port behind allows one pending read).
 */
export class SharedPort {
  readonly #port: ReportPort;
  readonly #views = new Set<View>();

  constructor(port: ReportPort) {
    this.#port = port;
  }

  /** A view of the port; closing it leaves the others open. */
  open(): ReportPort {
    const view: View = { reports: [], isOpen: true };
    this.#views.add(view);
    return {
      name: this.#port.name,
      reportSize: this.#port.reportSize,
      write: (report) => (view.isOpen ? this.#port.write(report) : Promise.reject(this.#gone())),
      read: (timeoutMs) => this.#read(view, timeoutMs),
      close: async () => {
        view.isOpen = false;
        this.#views.delete(view);
      },
    };
  }

  /** Closes the port for everybody. */
  async close(): Promise<void> {
    for (const view of this.#views) view.isOpen = false;
    this.#views.clear();
    await this.#port.close();
  }

  async #read(view: View, timeoutMs: number): Promise<Uint8Array | undefined> {
    const waiting = view.reports.shift();
    if (waiting !== undefined) return waiting;
    if (!view.isOpen) throw this.#gone();
    const report = await this.#port.read(timeoutMs);
    if (report === undefined) return view.reports.shift();
    for (const other of this.#views) if (other !== view) other.reports.push(report.slice());
    return report;
  }

  #gone(): TransportError {
    return new TransportError(this.#port.name, 'closed', 'gone', 'expected an open port, received one that was closed');
  }
}

interface View {
  readonly reports: Uint8Array[];
  isOpen: boolean;
}
