import { afterEach, describe, expect, it } from 'vitest';
import { BackendError } from '../../../../simulators/backends/backend-error.ts';
import { fidoReportDescriptor } from '../../../../simulators/backends/report-descriptor.ts';
import { createUhidKey, type UhidKey } from '../../../../simulators/backends/uhid.ts';
import type { UhidFile } from '../../../../simulators/backends/uhid-device.ts';
import { UHID_EVENT_SIZE } from '../../../../simulators/backends/uhid-event.ts';
import { HidEndpoint } from '../../../../simulators/endpoints/hid-endpoint.ts';
import { hidProfile } from '../../../../simulators/endpoints/hid-profile.ts';
import { ManualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { hidCommand, splitMessage } from '../../../../src/transport/hid/packet.ts';
import { FakePerson, FakeResponder } from '../endpoints/fake-responder.ts';

/** What a device and the kernel say to each other, with nobody in between. */
class Kernel {
  readonly written: Uint8Array[] = [];
  readonly events: Uint8Array[] = [];
  isClosed = false;
  fails: BackendError | undefined;

  readonly open = (): UhidFile => ({
    read: () => {
      if (this.fails !== undefined) throw this.fails;
      return this.events.shift();
    },
    write: (event) => {
      if (this.isClosed) throw new Error('written after the end');
      this.written.push(event.slice());
    },
    close: () => {
      this.isClosed = true;
    },
  });

  tell(type: number, fill?: (view: DataView, bytes: Uint8Array) => void): void {
    const bytes = new Uint8Array(UHID_EVENT_SIZE);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, type, true);
    fill?.(view, bytes);
    this.events.push(bytes);
  }

  output(report: Uint8Array): void {
    this.tell(6, (view, bytes) => {
      bytes.set(report, 4);
      view.setUint16(4100, report.length, true);
    });
  }

  types(): number[] {
    return this.written.map((event) => new DataView(event.buffer).getUint32(0, true));
  }

  inputs(): Uint8Array[] {
    return this.written.filter((_, index) => this.types()[index] === 12).map((event) => event.subarray(6));
  }
}

const keys: UhidKey[] = [];
afterEach(() => {
  for (const key of keys.splice(0)) key.destroy();
});

interface Plugged {
  readonly kernel: Kernel;
  readonly key: UhidKey;
  readonly responder: FakeResponder;
  readonly errors: BackendError[];
  /** Lets time pass, a millisecond a turn. */
  pass(ms: number): Promise<void>;
}

function plug(): Plugged {
  const clock = new ManualClock();
  const kernel = new Kernel();
  const responder = new FakeResponder();
  const profile = hidProfile({ channels: 'lenient' });
  const random = seededRandom(1);
  const endpoint = new HidEndpoint({ responder, presence: new FakePerson(), random, profile });
  const errors: BackendError[] = [];
  const key = createUhidKey({
    endpoint,
    env: { clock, random },
    serial: 'TS000042',
    open: kernel.open,
    onError: (error) => errors.push(error),
  });
  keys.push(key);
  const pass = async (ms: number): Promise<void> => {
    for (let each = 0; each < ms; each += 1) {
      clock.advance(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { kernel, key, responder, errors, pass };
}

const ping = splitMessage(0x11, hidCommand.PING, Uint8Array.of(0xaa, 0xbb), 64)[0]!;

describe('createUhidKey', () => {
  it('says that it is on USB, whose it is, its serial number and the descriptor of a FIDO key', () => {
    const { kernel } = plug();
    const created = kernel.written[0]!;
    const view = new DataView(created.buffer);
    const text = (at: number, room: number): string =>
      new TextDecoder().decode(created.subarray(4 + at, 4 + at + room)).replace(/\0.*$/s, '');
    const descriptor = fidoReportDescriptor(64);
    expect(view.getUint32(0, true)).toBe(11);
    expect([text(0, 128), text(128, 64), text(192, 64)]).toEqual([
      'touchstone simulated key',
      'touchstone/TS000042',
      'TS000042',
    ]);
    expect([view.getUint16(260, true), view.getUint16(262, true)]).toEqual([descriptor.length, 3]);
    expect([view.getUint32(264, true), view.getUint32(268, true)]).toEqual([0x1209, 0x0001]);
    expect(created.subarray(280)).toEqual(descriptor);
    expect([...descriptor.subarray(0, 5)]).toEqual([0x06, 0xd0, 0xf1, 0x09, 0x01]);
  });

  it.each([
    ['with the number that hosts write first', [0]],
    ['without it', []],
  ])('takes a report %s and answers with exactly 64 bytes', async (_, before) => {
    const { kernel, pass } = plug();
    kernel.tell(2);
    kernel.tell(4);
    kernel.output(Uint8Array.from([...before, ...ping]));
    await pass(12);
    expect(kernel.inputs()).toEqual([ping]);
  });

  it('sends one report a millisecond, however many it has', async () => {
    const { kernel, pass } = plug();
    kernel.tell(4);
    const reports = splitMessage(0x11, hidCommand.PING, new Uint8Array(1000).fill(7), 64);
    for (const report of reports) kernel.output(report);
    await pass(11);
    const begun = kernel.inputs().length;
    await pass(5);
    expect(kernel.inputs()).toHaveLength(begun + 5);
    await pass(reports.length);
    expect(kernel.inputs()).toEqual(reports);
  });

  it('refuses feature reports at once', async () => {
    const { kernel, pass } = plug();
    kernel.tell(9, (view) => view.setUint32(4, 77, true));
    kernel.tell(13, (view) => view.setUint32(4, 78, true));
    await pass(12);
    const [get, set] = kernel.written.slice(1).map((event) => new DataView(event.buffer));
    expect([get?.getUint32(0, true), get?.getUint32(4, true), get?.getUint16(8, true)]).toEqual([10, 77, 5]);
    expect([set?.getUint32(0, true), set?.getUint32(4, true), set?.getUint16(8, true)]).toEqual([14, 78, 5]);
  });

  it('loses what nobody listens for any more', async () => {
    const { kernel, pass } = plug();
    kernel.tell(4);
    for (const report of splitMessage(0x11, hidCommand.PING, new Uint8Array(1000), 64)) kernel.output(report);
    await pass(12);
    const sent = kernel.inputs().length;
    kernel.tell(5);
    await pass(30);
    expect(kernel.inputs().length).toBeLessThanOrEqual(sent + 1);
  });

  it('tells when the driver has taken it', async () => {
    const { kernel, key, pass } = plug();
    kernel.tell(2);
    await pass(12);
    await key.started;
  });

  it('is destroyed before its file is closed', () => {
    const { kernel, key } = plug();
    key.destroy();
    expect(kernel.types()).toEqual([11, 1]);
    expect(kernel.isClosed).toBe(true);
  });

  it('is another device after a replug, and has lost its power', async () => {
    const { kernel, key, responder, pass } = plug();
    const replugged = key.replug();
    expect(kernel.types()).toEqual([11, 1]);
    kernel.isClosed = false;
    await pass(101);
    await replugged;
    expect(kernel.types()).toEqual([11, 1, 11]);
    expect(responder.powerCycles).toBe(1);
  });

  it('is gone, and says so, when the kernel does not go on', async () => {
    const { kernel, errors, pass } = plug();
    kernel.fails = new BackendError('unavailable', 'uhid', 'reading /dev/uhid failed');
    await pass(12);
    expect(errors).toEqual([kernel.fails]);
    expect(kernel.isClosed).toBe(true);
  });
});
