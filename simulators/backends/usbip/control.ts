import type { DescriptorBook } from './descriptors.ts';
import { usbInterface } from './descriptors.ts';

/** A control request (USB 2.0 section 9.3). */
export interface Setup {
  readonly requestType: number;
  readonly request: number;
  readonly value: number;
  readonly index: number;
  readonly length: number;
}

/** The eight bytes of a setup packet taken apart. */
export function parseSetup(bytes: Uint8Array): Setup {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return {
    requestType: view.getUint8(0),
    request: view.getUint8(1),
    value: view.getUint16(2, true),
    index: view.getUint16(4, true),
    length: view.getUint16(6, true),
  };
}

const nothing = new Uint8Array(0);
const kindOf = { standard: 0x00, class: 0x20 } as const;
const standard = {
  GET_STATUS: 0,
  CLEAR_FEATURE: 1,
  SET_FEATURE: 3,
  SET_ADDRESS: 5,
  GET_DESCRIPTOR: 6,
  GET_CONFIGURATION: 8,
  SET_CONFIGURATION: 9,
  GET_INTERFACE: 10,
  SET_INTERFACE: 11,
} as const;
const hidClass = { GET_IDLE: 2, SET_REPORT: 9, SET_IDLE: 10 } as const;
const OUTPUT_REPORT = 2;
const CCID_ABORT = 1;

/** The control endpoint of the key. */
export class ControlEndpoint {
  readonly #descriptors: DescriptorBook;
  readonly #onReport: (report: Uint8Array) => void;
  #configuration = 0;

  /** `onReport` takes output reports that come here instead of on their own endpoint. */
  constructor(descriptors: DescriptorBook, onReport: (report: Uint8Array) => void) {
    this.#descriptors = descriptors;
    this.#onReport = onReport;
  }

  /** Answers one request: bytes for the host (empty where there are none), or `undefined` for a stall. */
  request(setup: Setup, data: Uint8Array): Uint8Array | undefined {
    const kind = setup.requestType & 0x60;
    const answer = kind === kindOf.standard ? this.#standard(setup) : this.#class(setup, kind, data);
    return answer?.subarray(0, setup.length);
  }

  #standard({ requestType, request, value, index }: Setup): Uint8Array | undefined {
    const isForInterface = (requestType & 0x1f) === 1;
    switch (request) {
      case standard.GET_DESCRIPTOR:
        if (!isForInterface) return this.#descriptors.device(value >> 8, value & 0xff);
        return (index & 0xff) === usbInterface.HID ? this.#descriptors.hid(value >> 8) : undefined;
      case standard.GET_STATUS:
        return Uint8Array.of(0, 0);
      case standard.GET_CONFIGURATION:
        return Uint8Array.of(this.#configuration);
      case standard.SET_CONFIGURATION:
        if (value > 1) return undefined;
        this.#configuration = value;
        return nothing;
      case standard.GET_INTERFACE:
        return Uint8Array.of(0);
      case standard.SET_INTERFACE:
        return value === 0 ? nothing : undefined;
      case standard.CLEAR_FEATURE:
      case standard.SET_FEATURE:
      case standard.SET_ADDRESS:
        return nothing;
      default:
        return undefined;
    }
  }

  #class({ request, value, index }: Setup, kind: number, data: Uint8Array): Uint8Array | undefined {
    if (kind !== kindOf.class) return undefined;
    if ((index & 0xff) === usbInterface.CCID) return request === CCID_ABORT ? nothing : undefined;
    if (request === hidClass.SET_IDLE) return nothing;
    if (request === hidClass.GET_IDLE) return Uint8Array.of(0);
    if (request !== hidClass.SET_REPORT || value >> 8 !== OUTPUT_REPORT) return undefined;
    this.#onReport(data);
    return nothing;
  }
}
