import { concat, readUint16, readUint32, uint16, uint32, utf8 } from '../../../src/bytes/bytes.ts';
import type { UsbIdentity } from '../report-descriptor.ts';
import { DEVICE_RELEASE, interfaceClasses, SPEED_FULL } from './descriptors.ts';

/** Version of the USB/IP protocol, 1.1.1. */
export const USBIP_VERSION = 0x0111;
/** Requests before a device is imported. */
export const operation = { DEVLIST: 0x8005, IMPORT: 0x8003 } as const;
/** Commands after it. */
export const usbipCommand = { SUBMIT: 1, UNLINK: 2, RET_SUBMIT: 3, RET_UNLINK: 4 } as const;
/** Status of an import. */
export const importStatus = { OK: 0, BUSY: 2, NO_DEVICE: 4 } as const;
/** Negative Linux error numbers in answers: endpoint stalled, transfer unlinked. */
export const urbStatus = { OK: 0, STALL: -32, UNLINKED: -104 } as const;

/** Bytes of a command's head and of an answer's. */
export const HEAD_SIZE = 48;

/** A device as it is listed. */
export interface ListedDevice {
  readonly busId: string;
  readonly busNumber: number;
  readonly deviceNumber: number;
  readonly identity: UsbIdentity;
}

/** A transfer that the host asks for. */
export interface Submit {
  readonly sequence: number;
  readonly direction: 'out' | 'in';
  readonly endpoint: number;
  /** Most bytes wanted, or bytes sent. */
  readonly length: number;
  /** Of the control endpoint: request type, request, value, index, length. */
  readonly setup: Uint8Array;
}

/** Head of an operation's answer. */
export function operationReply(request: number, status: number): Uint8Array {
  return concat(uint16(USBIP_VERSION), uint16(request & 0x7fff), uint32(status));
}

/** A device as OP_REP_IMPORT tells it; the list adds its interfaces. */
export function deviceRecord(device: ListedDevice): Uint8Array {
  const { busId, busNumber, deviceNumber, identity } = device;
  return concat(
    padded(`/sys/devices/touchstone/${busId}`, 256),
    padded(busId, 32),
    uint32(busNumber),
    uint32(deviceNumber),
    uint32(SPEED_FULL),
    uint16(identity.vendor),
    uint16(identity.product),
    uint16(DEVICE_RELEASE),
    // class, subclass and protocol stand at the interfaces; configuration 1 of 1
    Uint8Array.of(0, 0, 0, 1, 1, interfaceClasses.length),
  );
}

/** Interfaces as the list tells them. */
export const interfaceRecords: Uint8Array = Uint8Array.of(...interfaceClasses.flatMap((triple) => [...triple, 0]));

/** Takes the head of CMD_SUBMIT apart. */
export function parseSubmit(head: Uint8Array): Submit {
  return {
    sequence: readUint32(head, 4),
    direction: readUint32(head, 12) === 0 ? 'out' : 'in',
    endpoint: readUint32(head, 16),
    length: readUint32(head, 24),
    setup: head.slice(40, 48),
  };
}

/** Bytes that follow the head of a command. */
export function bytesAfter(head: Uint8Array): number {
  if (readUint32(head) !== usbipCommand.SUBMIT) return 0;
  const { direction, length } = parseSubmit(head);
  return direction === 'out' ? length : 0;
}

/** RET_SUBMIT; `data` goes along for transfers to the host only, `actual` counts for both. */
export function submitReply(
  { sequence, direction }: Submit,
  status: number,
  data: Uint8Array,
  actual: number,
): Uint8Array {
  const head = replyHead(usbipCommand.RET_SUBMIT, sequence, status);
  head.set(uint32(actual), 24);
  return direction === 'in' ? concat(head, data) : head;
}

/** RET_UNLINK. */
export function unlinkReply(sequence: number, status: number): Uint8Array {
  return replyHead(usbipCommand.RET_UNLINK, sequence, status);
}

/** The bus id that an import asks for: text up to a zero byte. */
export function busIdOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder('latin1').decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The two numbers every operation begins with. */
export function parseOperation(bytes: Uint8Array): { version: number; code: number } {
  return { version: readUint16(bytes), code: readUint16(bytes, 2) };
}

function replyHead(command: number, sequence: number, status: number): Uint8Array {
  const head = new Uint8Array(HEAD_SIZE);
  head.set(uint32(command));
  head.set(uint32(sequence), 4);
  head.set(uint32(status >>> 0), 20);
  return head;
}

function padded(text: string, room: number): Uint8Array {
  const bytes = new Uint8Array(room);
  bytes.set(utf8(text).subarray(0, room - 1));
  return bytes;
}
