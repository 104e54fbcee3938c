import { concat, readUint32, uint32 } from '../../../src/bytes/bytes.ts';
import {
  busIdOf,
  bytesAfter,
  deviceRecord,
  HEAD_SIZE,
  importStatus,
  interfaceRecords,
  operation,
  operationReply,
  parseOperation,
  parseSubmit,
  USBIP_VERSION,
  usbipCommand,
} from './message.ts';
import type { UsbKey } from './usb-key.ts';

const OPERATION_SIZE = 8;
const BUS_ID_SIZE = 32;
/** Hosts ask for as much as they have room for; what they send is held here, so that has a limit. */
const LONGEST_TRANSFER = 0x10_0000;

/** One connection of a USB/IP client: it lists, or imports one key and then speaks to it. */
export class UsbipConnection {
  readonly #keys: readonly UsbKey[];
  readonly #send: (bytes: Uint8Array) => void;
  #rest: Uint8Array = new Uint8Array(0);
  #key: UsbKey | undefined;

  constructor(keys: readonly UsbKey[], send: (bytes: Uint8Array) => void) {
    this.#keys = keys;
    this.#send = send;
  }

  /** The key that was imported. */
  get busId(): string | undefined {
    return this.#key?.listed.busId;
  }

  /** Takes what came; gives what is wrong with it, in words, where the connection must end. */
  receive(chunk: Uint8Array): string | undefined {
    this.#rest = this.#rest.length === 0 ? chunk : concat(this.#rest, chunk);
    for (;;) {
      const step = this.#key === undefined ? this.#operation(this.#rest) : this.#command(this.#key, this.#rest);
      if (step === undefined) return undefined;
      if (typeof step === 'string') return step;
      this.#rest = this.#rest.subarray(step);
    }
  }

  /** The connection is over: a key that was imported is let go. */
  end(): void {
    this.#key?.detach();
    this.#key = undefined;
  }

  /** Bytes used up, `undefined` for more to come, or what is wrong. */
  #operation(bytes: Uint8Array): number | string | undefined {
    if (bytes.length < OPERATION_SIZE) return undefined;
    const { version, code } = parseOperation(bytes);
    if (version !== USBIP_VERSION) return `expected version 1.1.1 of USB/IP, received ${version.toString(16)}`;
    if (code === operation.DEVLIST) {
      this.#list();
      return OPERATION_SIZE;
    }
    if (code !== operation.IMPORT) return `expected a request to list or import, received ${code.toString(16)}`;
    if (bytes.length < OPERATION_SIZE + BUS_ID_SIZE) return undefined;
    this.#import(busIdOf(bytes.subarray(OPERATION_SIZE, OPERATION_SIZE + BUS_ID_SIZE)));
    return OPERATION_SIZE + BUS_ID_SIZE;
  }

  #list(): void {
    const records = this.#keys.map(({ listed }) => concat(deviceRecord(listed), interfaceRecords));
    this.#send(concat(operationReply(operation.DEVLIST, 0), uint32(records.length), ...records));
  }

  #import(busId: string): void {
    const key = this.#keys.find(({ listed }) => listed.busId === busId);
    const status = key === undefined ? importStatus.NO_DEVICE : key.isAttached ? importStatus.BUSY : importStatus.OK;
    const reply = operationReply(operation.IMPORT, status);
    if (key === undefined || key.isAttached) {
      this.#send(reply);
      return;
    }
    this.#send(concat(reply, deviceRecord(key.listed)));
    this.#key = key;
    key.attach(this.#send);
  }

  #command(key: UsbKey, bytes: Uint8Array): number | string | undefined {
    if (bytes.length < HEAD_SIZE) return undefined;
    const code = readUint32(bytes);
    if (code === usbipCommand.UNLINK) {
      key.unlink(readUint32(bytes, 4), readUint32(bytes, 20));
      return HEAD_SIZE;
    }
    if (code !== usbipCommand.SUBMIT) return `expected a transfer to submit or unlink, received command ${code}`;
    const sent = bytesAfter(bytes);
    if (sent > LONGEST_TRANSFER) return `expected a transfer of at most ${LONGEST_TRANSFER} bytes, received ${sent}`;
    const end = HEAD_SIZE + sent;
    if (bytes.length < end) return undefined;
    key.submit(parseSubmit(bytes), bytes.slice(HEAD_SIZE, end));
    return end;
  }
}
