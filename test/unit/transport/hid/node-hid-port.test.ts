import { describe, expect, it } from 'vitest';
import { TransportError } from '../../../../src/errors/transport-error.ts';
import type { HidHandle } from '../../../../src/transport/hid/node-hid.ts';
import { type HidOpener, openNodeHidPort } from '../../../../src/transport/hid/node-hid-port.ts';
import { reportSizeOf } from '../../../../src/transport/hid/report-descriptor.ts';

const LONG_MS = 60_000;

/** A plugged key of a few lines. */
class LittleKey implements HidHandle {
  readonly written: Uint8Array[] = [];
  isClosed = false;
  isUnplugged = false;
  #report: (report: Uint8Array) => void = () => undefined;
  #error: (error: Error) => void = () => undefined;

  onReport(listener: (report: Uint8Array) => void): void {
    this.#report = listener;
  }

  onError(listener: (error: Error) => void): void {
    this.#error = listener;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.isUnplugged) throw new Error('Cannot write to hid device');
    this.written.push(bytes);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  say(report: Uint8Array): void {
    this.#report(report);
  }

  unplug(): void {
    this.isUnplugged = true;
    this.#error(new Error('could not read from HID device'));
  }
}

function rig(keys: Record<string, LittleKey>, isAllowed = true): HidOpener {
  return {
    open: async (_link, path) => {
      const key = keys[path];
      if (key === undefined) throw new Error(`cannot open device with path ${path}`);
      return key;
    },
    reportSize: async () => 64,
    isAllowed: async () => isAllowed,
  };
}

describe('openNodeHidPort', () => {
  it('writes the report id first and reads without it', async () => {
    const key = new LittleKey();
    const port = await openNodeHidPort({ name: 'usb:', path: '/dev/hidraw0' }, rig({ '/dev/hidraw0': key }));
    await port.write(new Uint8Array(64).fill(7));
    expect([...key.written[0]!]).toEqual([0, ...new Array(64).fill(7)]);
    key.say(new Uint8Array(64).fill(9));
    expect(await port.read(0)).toEqual(new Uint8Array(64).fill(9));
    expect(await port.read(0)).toBeUndefined();
    await port.close();
    expect(key.isClosed).toBe(true);
  });

  it('tells at once that the key was unplugged, and looks for it again to write', async () => {
    const [before, after] = [new LittleKey(), new LittleKey()];
    const keys: Record<string, LittleKey> = { '/dev/hidraw0': before };
    const find = async (): Promise<string> => {
      if (keys['/dev/hidraw1'] === undefined) throw new TransportError('usb:', 'open', 'gone', 'the key is unplugged');
      return '/dev/hidraw1';
    };
    const port = await openNodeHidPort({ name: 'usb:', path: '/dev/hidraw0', find }, rig(keys));
    const told = expect(port.read(LONG_MS)).rejects.toMatchObject({ reason: 'gone' });
    before.unplug();
    await told;
    expect(before.isClosed).toBe(true);
    await expect(port.write(new Uint8Array(64))).rejects.toMatchObject({ message: 'usb:: the key is unplugged' });
    keys['/dev/hidraw1'] = after;
    await port.write(new Uint8Array(64));
    expect(after.written).toHaveLength(1);
    await port.close();
  });

  it('tells of a write that fails', async () => {
    const key = new LittleKey();
    const port = await openNodeHidPort({ name: 'usb:', path: '/dev/hidraw0' }, rig({ '/dev/hidraw0': key }));
    key.isUnplugged = true;
    await expect(port.write(new Uint8Array(64))).rejects.toMatchObject({ name: 'TransportError', reason: 'gone' });
    await port.close();
  });

  it('names the udev rule where the user has no leave', async () => {
    const opening = openNodeHidPort({ name: 'usb:', path: '/dev/hidraw0' }, rig({}, false));
    await expect(opening).rejects.toMatchObject({ reason: 'refused', message: expect.stringContaining('uaccess') });
    const absent = openNodeHidPort({ name: 'usb:', path: '/dev/hidraw0' }, rig({}));
    await expect(absent).rejects.toMatchObject({ reason: 'gone' });
  });

  it('is gone when closed, and ends the read that waits', async () => {
    const port = await openNodeHidPort({ name: 'usb:', path: 'p' }, rig({ p: new LittleKey() }));
    const told = expect(port.read(LONG_MS)).rejects.toMatchObject({ phase: 'closed' });
    await port.close();
    await told;
    await expect(port.write(new Uint8Array(64))).rejects.toMatchObject({ phase: 'closed' });
  });
});

describe('reportSizeOf', () => {
  const fido = [
    0x06, 0xd0, 0xf1, 0x09, 0x01, 0xa1, 0x01, 0x09, 0x20, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x40, 0x81,
    0x02, 0x09, 0x21, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x40, 0x91, 0x02, 0xc0,
  ];

  it('reads the output report of a FIDO key', () => {
    expect(reportSizeOf(Uint8Array.from(fido))).toBe(64);
  });

  it('reads counts of two bytes', () => {
    const long = [...fido.slice(0, 29), 0x96, 0x00, 0x04, 0x91, 0x02, 0xc0];
    expect(reportSizeOf(Uint8Array.from(long))).toBe(1024);
  });

  it('finds none in a keyboard that has none', () => {
    expect(reportSizeOf(Uint8Array.of(0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0xc0))).toBeUndefined();
  });
});
