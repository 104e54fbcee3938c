import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Device, HIDAsync } from 'node-hid';
import { DriverMissing } from '../driver-missing.ts';
import { reportSizeOf } from './report-descriptor.ts';

type Binding = typeof import('node-hid');

/** A key on USB HID: only interfaces of FIDO's usage page, never a keyboard. */
export interface HidKey {
  /** `/dev/hidraw3`; on Windows and macOS the system's own name. */
  readonly path: string;
  readonly serial: string | undefined;
  readonly vendorId: number;
  readonly productId: number;
  /** Manufacturer and product as the key tells them; may be empty. */
  readonly product: string;
}

const FIDO_USAGE_PAGE = 0xf1d0;
const CTAPHID_USAGE = 0x01;

/** The keys that are plugged in, in the order of their paths. Rejects with `DriverMissing` where node-hid cannot be loaded. */
export async function listHidKeys(link: string): Promise<HidKey[]> {
  const { devicesAsync } = await nodeHid(link);
  const keys = (await devicesAsync()).filter(isKey).map(asKey);
  return keys.sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

/** An opened HID interface: the part of node-hid that a port needs. */
export interface HidHandle {
  onReport(listener: (report: Uint8Array) => void): void;
  /** Called once when reading has failed: the key is gone. */
  onError(listener: (error: Error) => void): void;
  /** One output report after its report id, 0. */
  write(bytes: Uint8Array): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens the interface at a path. Rejects with `DriverMissing`, or with node-hid's own error. */
export async function openHidHandle(link: string, path: string): Promise<HidHandle> {
  const { HIDAsync } = await nodeHid(link);
  const device: HIDAsync = await HIDAsync.open(path);
  return {
    onReport: (listener) => {
      device.on('data', (data: Buffer) => listener(new Uint8Array(data)));
    },
    onError: (listener) => {
      device.once('error', listener);
    },
    write: (bytes) => device.write(Buffer.from(bytes)),
    close: () => device.close(),
  };
}

/** Bytes in a report of the key at a path: read from its report descriptor on Linux, else 64. */
export async function hidReportSize(path: string): Promise<number> {
  if (!path.startsWith('/dev/hidraw')) return 64;
  try {
    return reportSizeOf(await readFile(`/sys/class/hidraw/${basename(path)}/device/report_descriptor`)) ?? 64;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 64;
    throw error;
  }
}

/** Whether this user may read and write the key at a path; `true` where the system has no such paths. */
export async function isHidAllowed(path: string): Promise<boolean> {
  if (!path.startsWith('/dev/')) return true;
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.code !== 'EACCES' && error.code !== 'EPERM';
    throw error;
  }
}

let loaded: Binding | undefined;

async function nodeHid(link: string): Promise<Binding> {
  if (loaded !== undefined) return loaded;
  try {
    const binding = await import('node-hid').then((module) => (module as { default?: Binding }).default ?? module);
    // The libusb driver would take the interface away from the kernel.
    if (process.platform === 'linux') binding.setDriverType('hidraw');
    // The binary and its libraries are loaded by the first call that needs them.
    binding.getHidapiVersion();
    loaded = binding;
    return binding;
  } catch (error) {
    throw new DriverMissing(link, 'node-hid', error);
  }
}

function isKey(device: Device): device is Device & { path: string } {
  return device.usagePage === FIDO_USAGE_PAGE && device.usage === CTAPHID_USAGE && device.path !== undefined;
}

function asKey(device: Device & { path: string }): HidKey {
  const names = [device.manufacturer, device.product].map((name) => name?.trim() ?? '').filter((name) => name !== '');
  const serial = device.serialNumber?.trim();
  return {
    path: device.path,
    serial: serial === '' ? undefined : serial,
    vendorId: device.vendorId,
    productId: device.productId,
    product: names.join(' '),
  };
}
