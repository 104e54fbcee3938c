import type { Env } from '../../src/env/env.ts';
import { ReportQueue } from '../../src/transport/report-queue.ts';
import type { HidEndpoint } from '../endpoints/hid-endpoint.ts';
import type { BackendError } from './backend-error.ts';
import { type HidHub, type HubLine, hidHub } from './hid-hub.ts';
import { testIdentity, type UsbIdentity } from './report-descriptor.ts';
import { openUhid, type UhidFile } from './uhid-device.ts';
import { parseUhidEvent, type UhidEvent, uhidCreate, uhidDestroy, uhidInput, uhidRefusal } from './uhid-event.ts';

/** A key that the kernel is to believe in. */
export interface UhidKeyOptions {
  readonly endpoint: HidEndpoint;
  /** The key's own clock; `sleep` is what paces the wire. */
  readonly env: Env;
  readonly serial: string;
  /** A test identity unless given. */
  readonly identity?: Omit<UsbIdentity, 'serial'>;
  /** Where the kernel is; /dev/uhid unless given. */
  readonly open?: () => UhidFile;
  /** Called when the kernel refused to go on: the key is gone then. */
  readonly onError?: (error: BackendError) => void;
}

/** A key that the kernel believes in. */
export interface UhidKey {
  readonly serial: string;
  /** Resolves when the kernel's driver has taken the key. */
  readonly started: Promise<void>;
  /** Pulls the key and plugs it in again: the host sees another device. */
  replug(): Promise<void>;
  /** Takes the device away. Can be called in a hurry: nothing is awaited. */
  destroy(): void;
}

// The kernel keeps some thirty events for us and loses what comes then: while the device is open we look often.
const OPEN_MS = 1;
const IDLE_MS = 10;
const UNPLUGGED_MS = 100;

/**
 * Makes a USB HID key on this Linux machine. Reports to the host go out one a millisecond: a reader of hidraw has room for 63
 * and loses the rest. Messages of the host above some 1.9 KB may lose parts on the way here. Throws `BackendError`:
 * `no-device`, `device-forbidden`, `unavailable`.
 */
export function createUhidKey(options: UhidKeyOptions): UhidKey {
  return new UhidLoop(options);
}

class UhidLoop implements UhidKey {
  readonly serial: string;
  readonly started: Promise<void>;
  readonly #options: UhidKeyOptions;
  readonly #hub: HidHub;
  readonly #line: HubLine;
  readonly #queue = new ReportQueue();
  readonly #create: Uint8Array;
  #file: UhidFile | undefined;
  #isOpen = false;
  #start!: () => void;

  constructor(options: UhidKeyOptions) {
    this.#options = options;
    this.serial = options.serial;
    this.#hub = hidHub(options.endpoint, options.env);
    this.#create = uhidCreate(
      { ...(options.identity ?? testIdentity), serial: options.serial },
      options.endpoint.profile.reportSize,
    );
    this.started = new Promise((resolve) => {
      this.#start = resolve;
    });
    this.#line = this.#hub.attach((report) => this.#queue.push(report));
    try {
      this.#plugIn();
    } catch (error) {
      this.#line.detach();
      throw error;
    }
  }

  async replug(): Promise<void> {
    this.#unplug();
    this.#hub.powerCycle();
    await this.#options.env.clock.sleep(UNPLUGGED_MS);
    this.#plugIn();
  }

  destroy(): void {
    this.#line.detach();
    this.#unplug();
  }

  #plugIn(): void {
    const file = (this.#options.open ?? openUhid)();
    this.#file = file;
    file.write(this.#create);
    void this.#run(file);
  }

  #unplug(): void {
    const file = this.#file;
    this.#file = undefined;
    this.#isOpen = false;
    this.#queue.clear();
    if (file === undefined) return;
    try {
      file.write(uhidDestroy);
    } finally {
      file.close();
    }
  }

  async #run(file: UhidFile): Promise<void> {
    const { clock } = this.#options.env;
    try {
      while (this.#file === file) {
        for (let event = file.read(); event !== undefined && this.#file === file; event = file.read()) {
          this.#take(file, parseUhidEvent(event));
        }
        if (this.#file !== file) return;
        const report = this.#queue.shift();
        if (report !== undefined) file.write(uhidInput(report));
        await clock.sleep(this.#isOpen ? OPEN_MS : IDLE_MS);
      }
    } catch (error) {
      this.#fail(file, error);
    }
  }

  #fail(file: UhidFile, error: unknown): void {
    if (this.#file !== file) return;
    this.#file = undefined;
    file.close();
    this.#options.onError?.(error as BackendError);
  }

  #take(file: UhidFile, event: UhidEvent): void {
    switch (event.kind) {
      case 'start':
        this.#start();
        break;
      case 'open':
        this.#isOpen = true;
        break;
      case 'close':
      case 'stop':
        // nobody listens any more: what was on its way is lost, as on a pulled cable
        this.#isOpen = false;
        this.#queue.clear();
        break;
      case 'output':
        this.#line.receive(withoutNumber(event.bytes, this.#hub.reportSize));
        break;
      case 'get-report':
      case 'set-report':
        file.write(uhidRefusal(event));
        break;
      case 'unknown':
        break;
    }
  }
}

/** Hosts write the report's number, zero, before the report; USB strips it, and so must we. */
function withoutNumber(bytes: Uint8Array, reportSize: number): Uint8Array {
  return bytes.length === reportSize + 1 && bytes[0] === 0 ? bytes.subarray(1) : bytes;
}
