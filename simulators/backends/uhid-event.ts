import { fidoReportDescriptor, type UsbIdentity } from './report-descriptor.ts';

/** Bytes that one read of /dev/uhid gives at most: one event of fixed size (linux/uhid.h). */
export const UHID_EVENT_SIZE = 4380;

const BUS_USB = 3;
const EIO = 5;
const type = {
  destroy: 1,
  start: 2,
  stop: 3,
  open: 4,
  close: 5,
  output: 6,
  getReport: 9,
  getReportReply: 10,
  create: 11,
  input: 12,
  setReport: 13,
  setReportReply: 14,
} as const;

/** What the kernel tells a device. `get-report` and `set-report` want an answer with their `id`. */
export type UhidEvent =
  | { readonly kind: 'start' | 'stop' | 'open' | 'close' | 'unknown' }
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  | { readonly kind: 'get-report' | 'set-report'; readonly id: number };

/** Takes an event apart; numbers are little-endian, as on every machine this runs on. */
export function parseUhidEvent(bytes: Uint8Array): UhidEvent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (view.getUint32(0, true)) {
    case type.start:
      return { kind: 'start' };
    case type.stop:
      return { kind: 'stop' };
    case type.open:
      return { kind: 'open' };
    case type.close:
      return { kind: 'close' };
    case type.output:
      return { kind: 'output', bytes: bytes.slice(4, 4 + Math.min(4096, view.getUint16(4 + 4096, true))) };
    case type.getReport:
      return { kind: 'get-report', id: view.getUint32(4, true) };
    case type.setReport:
      return { kind: 'set-report', id: view.getUint32(4, true) };
    default:
      return { kind: 'unknown' };
  }
}

/** UHID_CREATE2 for a FIDO key on USB (hosts pass over devices of another bus). */
export function uhidCreate(identity: UsbIdentity, reportSize: number): Uint8Array {
  const descriptor = fidoReportDescriptor(reportSize);
  const bytes = new Uint8Array(4 + 276 + descriptor.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type.create, true);
  bytes.set(text(identity.name, 128), 4);
  bytes.set(text(`touchstone/${identity.serial}`, 64), 4 + 128);
  bytes.set(text(identity.serial, 64), 4 + 192);
  view.setUint16(4 + 256, descriptor.length, true);
  view.setUint16(4 + 258, BUS_USB, true);
  view.setUint32(4 + 260, identity.vendor, true);
  view.setUint32(4 + 264, identity.product, true);
  view.setUint32(4 + 268, 0x0100, true);
  bytes.set(descriptor, 4 + 276);
  return bytes;
}

/** UHID_INPUT2: a report for the host. */
export function uhidInput(report: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(6 + report.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type.input, true);
  view.setUint16(4, report.length, true);
  bytes.set(report, 6);
  return bytes;
}

/** The answer of a device that has no feature reports: an input/output error. */
export function uhidRefusal(event: Extract<UhidEvent, { id: number }>): Uint8Array {
  const isGet = event.kind === 'get-report';
  const bytes = new Uint8Array(isGet ? 12 : 10);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, isGet ? type.getReportReply : type.setReportReply, true);
  view.setUint32(4, event.id, true);
  view.setUint16(8, EIO, true);
  return bytes;
}

/** UHID_DESTROY. */
export const uhidDestroy: Uint8Array = Uint8Array.of(type.destroy, 0, 0, 0);

/** Cut to fit with an end byte of zero. */
function text(value: string, room: number): Uint8Array {
  return new TextEncoder().encode(value).subarray(0, room - 1);
}
