import type { Env } from '../../../src/env/env.ts';
import type { HidEndpoint } from '../../endpoints/hid-endpoint.ts';
import type { CardDevice } from '../card-device.ts';
import { type HidHub, type HubLine, hidHub } from '../hid-hub.ts';
import { testIdentity, type UsbIdentity } from '../report-descriptor.ts';
import { CcidReader } from './ccid-reader.ts';
import { ControlEndpoint, parseSetup } from './control.ts';
import { descriptorsOf, usbEndpoint } from './descriptors.ts';
import { type ListedDevice, type Submit, submitReply, unlinkReply, urbStatus } from './message.ts';
import { TransferQueue } from './transfer-queue.ts';

/** A key to be plugged in over USB/IP. */
export interface UsbKeyOptions {
  readonly endpoint: HidEndpoint;
  readonly card: CardDevice;
  /** What the card answers to a reset; of contacts. */
  readonly atr: Uint8Array;
  readonly env: Env;
  readonly serial: string;
  readonly identity?: Omit<UsbIdentity, 'serial'>;
}

const BUS_NUMBER = 1;
const nothing = new Uint8Array(0);

/** A composite USB device, FIDO HID and CCID, that answers transfers. */
export class UsbKey {
  readonly listed: ListedDevice;
  readonly #hub: HidHub;
  readonly #line: HubLine;
  readonly #control: ControlEndpoint;
  readonly #reader: CcidReader;
  readonly #hidIn: TransferQueue;
  readonly #ccidIn: TransferQueue;
  #send: ((bytes: Uint8Array) => void) | undefined;

  /** `number` counts the keys of a server from 1. */
  constructor(options: UsbKeyOptions, number: number) {
    const { endpoint, card, atr, env, serial } = options;
    const identity = { ...(options.identity ?? testIdentity), serial };
    this.listed = { busId: `${BUS_NUMBER}-${number}`, busNumber: BUS_NUMBER, deviceNumber: number + 1, identity };
    const complete = (transfer: Submit, data: Uint8Array): void => this.#answer(transfer, urbStatus.OK, data);
    this.#hidIn = new TransferQueue(complete);
    this.#ccidIn = new TransferQueue(complete);
    this.#hub = hidHub(endpoint, env);
    this.#line = this.#hub.attach((report) => {
      if (this.#send !== undefined) this.#hidIn.push(report);
    });
    const descriptors = descriptorsOf(identity, endpoint.profile.reportSize);
    this.#control = new ControlEndpoint(descriptors, (report) => this.#line.receive(report));
    this.#reader = new CcidReader({ card, env, atr, send: (message) => this.#ccidIn.push(message) });
  }

  /** Whether a host has the key. */
  get isAttached(): boolean {
    return this.#send !== undefined;
  }

  /** A host takes the key: answers go to `send`. */
  attach(send: (bytes: Uint8Array) => void): void {
    this.#send = send;
  }

  /** The host let go: the key loses its power. */
  detach(): void {
    this.#send = undefined;
    this.#hidIn.clear();
    this.#ccidIn.clear();
    this.#reader.reset();
    this.#hub.powerCycle();
  }

  /** The key leaves for good. */
  close(): void {
    this.#line.detach();
  }

  /** One transfer; `data` is what the host sent along. */
  submit(transfer: Submit, data: Uint8Array): void {
    const { endpoint, direction } = transfer;
    if (endpoint === 0) this.#onControl(transfer, data);
    else if (endpoint === usbEndpoint.HID && direction === 'in') this.#hidIn.want(transfer);
    else if (endpoint === usbEndpoint.CCID && direction === 'in') this.#ccidIn.want(transfer);
    else if (endpoint === usbEndpoint.HID) {
      this.#answer(transfer, urbStatus.OK, nothing, data.length);
      this.#line.receive(data);
    } else if (endpoint === usbEndpoint.CCID) {
      const isMessage = this.#reader.receive(data);
      this.#answer(transfer, isMessage ? urbStatus.OK : urbStatus.STALL, nothing, isMessage ? data.length : 0);
    } else this.#answer(transfer, urbStatus.STALL, nothing);
  }

  /** Takes a transfer back that is not answered; one that is answered stays so. */
  unlink(sequence: number, unlinked: number): void {
    const wasPending = this.#hidIn.remove(unlinked) || this.#ccidIn.remove(unlinked);
    this.#send?.(unlinkReply(sequence, wasPending ? urbStatus.UNLINKED : urbStatus.OK));
  }

  #onControl(transfer: Submit, data: Uint8Array): void {
    const answer = this.#control.request(parseSetup(transfer.setup), data);
    if (answer === undefined) this.#answer(transfer, urbStatus.STALL, nothing);
    else if (transfer.direction === 'in') this.#answer(transfer, urbStatus.OK, answer.subarray(0, transfer.length));
    else this.#answer(transfer, urbStatus.OK, nothing, data.length);
  }

  #answer(transfer: Submit, status: number, data: Uint8Array, actual = data.length): void {
    this.#send?.(submitReply(transfer, status, data, actual));
  }
}
