import { TransportError } from '../../errors/transport-error.ts';
import { Inbox } from '../inbox.ts';
import type { ReportPort } from '../ports.ts';
import { type HidHandle, hidReportSize, isHidAllowed, openHidHandle } from './node-hid.ts';

/** Which key, and what to do when it was unplugged. */
export interface NodeHidPortOptions {
  /** The link as its target names it. */
  readonly name: string;
  readonly path: string;
  /** Where the key is after it was unplugged and plugged in again; rejects with `TransportError` while it is not there. */
  readonly find?: () => Promise<string>;
}

/** What opens a path; another one in tests. */
export interface HidOpener {
  open(link: string, path: string): Promise<HidHandle>;
  reportSize(path: string): Promise<number>;
  isAllowed(path: string): Promise<boolean>;
}

const nodeHidOpener: HidOpener = { open: openHidHandle, reportSize: hidReportSize, isAllowed: isHidAllowed };

/** The udev rule that gives the person at the machine leave to use keys. */
export const udevRule = 'SUBSYSTEM=="hidraw", ENV{ID_SECURITY_TOKEN}=="1", TAG+="uaccess"';

/**
 * Opens a key on USB HID. Rejects with `TransportError`: `refused` where the user has no leave or another program keeps the
 * key, `gone` where it is not there; `DriverMissing` without node-hid. An unplugged key is told at once (`gone`); the next
 * write looks for it again.
 */
export async function openNodeHidPort(
  options: NodeHidPortOptions,
  opener: HidOpener = nodeHidOpener,
): Promise<ReportPort> {
  const port = new NodeHidPort(options, opener, await opener.reportSize(options.path));
  await port.open(options.path);
  return port;
}

class NodeHidPort implements ReportPort {
  readonly name: string;
  readonly reportSize: number;
  readonly #options: NodeHidPortOptions;
  readonly #opener: HidOpener;
  readonly #inbox = new Inbox();
  #handle: HidHandle | undefined;
  #isOpen = true;

  constructor(options: NodeHidPortOptions, opener: HidOpener, reportSize: number) {
    this.name = options.name;
    this.reportSize = reportSize;
    this.#options = options;
    this.#opener = opener;
  }

  async open(path: string): Promise<void> {
    const handle = await this.#opened(path);
    if (!this.#isOpen) {
      await handle.close();
      throw this.#closed();
    }
    this.#inbox.clear();
    this.#handle = handle;
    handle.onReport((report) => this.#inbox.push(report));
    handle.onError((error) => void this.#lose(handle, error));
  }

  async write(report: Uint8Array): Promise<void> {
    if (!this.#isOpen) throw this.#closed();
    if (report.length !== this.reportSize) {
      throw new RangeError(`NodeHidPort.write: expected ${this.reportSize} bytes, received ${report.length}`);
    }
    const failure = this.#inbox.takeFailure();
    if (failure !== undefined) throw failure;
    if (this.#handle === undefined) await this.open(await (this.#options.find?.() ?? this.#options.path));
    const handle = this.#handle!;
    const numbered = new Uint8Array(1 + report.length);
    numbered.set(report, 1);
    try {
      await handle.write(numbered);
    } catch (error) {
      await this.#lose(handle, error);
      throw this.#inbox.takeFailure() ?? this.#gone(error);
    }
  }

  async read(timeoutMs: number): Promise<Uint8Array | undefined> {
    const isThere = this.#isOpen && this.#handle !== undefined;
    const outcome = await this.#inbox.next(isThere ? timeoutMs : 0);
    if (outcome instanceof Error) throw outcome;
    if (outcome === undefined && !this.#isOpen) throw this.#closed();
    if (outcome === undefined && !isThere && timeoutMs > 0) throw this.#gone(undefined);
    return outcome;
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#inbox.fail(this.#closed());
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #opened(path: string): Promise<HidHandle> {
    try {
      return await this.#opener.open(this.name, path);
    } catch (error) {
      if (error instanceof TransportError) throw error;
      if (!(await this.#opener.isAllowed(path))) {
        const says = `no permission to open ${path}: a udev rule gives it (${udevRule})`;
        throw new TransportError(this.name, 'open', 'refused', says, error);
      }
      const why = error instanceof Error ? error.message : String(error);
      throw new TransportError(this.name, 'open', 'gone', `cannot open ${path}: ${why}`, error);
    }
  }

  async #lose(handle: HidHandle, error: unknown): Promise<void> {
    if (this.#handle !== handle) return;
    this.#handle = undefined;
    this.#inbox.fail(this.#gone(error));
    // The key is gone: closing frees what the system keeps for it, and may fail as everything else does.
    await handle.close().catch(() => undefined);
  }

  #gone(cause: unknown): TransportError {
    return new TransportError(this.name, 'receive', 'gone', 'the key was unplugged', cause);
  }

  #closed(): TransportError {
    return new TransportError(this.name, 'closed', 'gone', 'the port is closed');
  }
}
