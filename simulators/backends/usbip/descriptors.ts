import { concat } from '../../../src/bytes/bytes.ts';
import { fidoReportDescriptor, type UsbIdentity } from '../report-descriptor.ts';

/** Interfaces and endpoints of the composite key. */
export const usbInterface = { HID: 0, CCID: 1 } as const;
/** Endpoint numbers; the direction is told apart from them. */
export const usbEndpoint = { HID: 1, CCID: 2 } as const;

/** Class, subclass and protocol of each interface, in their order. */
export const interfaceClasses = [
  [0x03, 0x00, 0x00],
  [0x0b, 0x00, 0x00],
] as const;

/** Most bytes in a CCID message; longer APDUs are cut into blocks. */
export const CCID_MESSAGE_MAX = 3072;
/** USB full speed, as USB/IP numbers speeds. */
export const SPEED_FULL = 2;

/** Version of the device, binary coded decimal. */
export const DEVICE_RELEASE = 0x0100;

const le16 = (value: number): number[] => [value & 0xff, value >> 8];
const le32 = (value: number): number[] => [...le16(value & 0xffff), ...le16(value >>> 16)];

/** The descriptors of a key, by what is asked for; `undefined` where it has none. */
export function descriptorsOf(identity: UsbIdentity, reportSize: number): DescriptorBook {
  const report = fidoReportDescriptor(reportSize);
  const strings = [identity.manufacturer, identity.name, identity.serial];
  const hid = Uint8Array.of(9, 0x21, ...le16(0x0111), 0, 1, 0x22, ...le16(report.length));
  const configuration = configurationOf(hid, reportSize);
  const device = Uint8Array.of(
    ...[18, 0x01, ...le16(0x0200), 0, 0, 0, 64],
    ...[...le16(identity.vendor), ...le16(identity.product), ...le16(DEVICE_RELEASE), 1, 2, 3, 1],
  );
  return {
    device: (type, index) => {
      if (type === 0x01) return device;
      if (type === 0x02 && index === 0) return configuration;
      if (type !== 0x03) return undefined;
      if (index === 0) return Uint8Array.of(4, 0x03, ...le16(0x0409));
      const text = strings[index - 1];
      return text === undefined ? undefined : stringDescriptor(text);
    },
    hid: (type) => {
      if (type === 0x22) return report;
      return type === 0x21 ? hid : undefined;
    },
  };
}

/** Descriptors as they are asked for. */
export interface DescriptorBook {
  device(type: number, index: number): Uint8Array | undefined;
  hid(type: number): Uint8Array | undefined;
}

function configurationOf(hid: Uint8Array, reportSize: number): Uint8Array {
  const [hidClass, ccidClass] = interfaceClasses;
  const body = concat(
    Uint8Array.of(9, 0x04, usbInterface.HID, 0, 2, ...hidClass, 0),
    hid,
    Uint8Array.of(7, 0x05, 0x80 | usbEndpoint.HID, 0x03, ...le16(reportSize), 5),
    Uint8Array.of(7, 0x05, usbEndpoint.HID, 0x03, ...le16(reportSize), 5),
    Uint8Array.of(9, 0x04, usbInterface.CCID, 0, 2, ...ccidClass, 0),
    ccidDescriptor,
    Uint8Array.of(7, 0x05, 0x80 | usbEndpoint.CCID, 0x02, ...le16(64), 0),
    Uint8Array.of(7, 0x05, usbEndpoint.CCID, 0x02, ...le16(64), 0),
  );
  // bus-powered, 100 mA
  return concat(Uint8Array.of(9, 0x02, ...le16(9 + body.length), interfaceClasses.length, 1, 0, 0x80, 50), body);
}

/** One slot, T=1, everything automatic, short and extended APDUs as a whole (CCID 1.1 section 5.1). */
const ccidDescriptor = Uint8Array.of(
  ...[54, 0x21, ...le16(0x0110), 0, 0x07],
  ...le32(0x0000_0002), // protocols
  ...[...le32(4000), ...le32(4000), 0], // clock, kHz
  ...[...le32(10_752), ...le32(10_752), 0], // data rate, bit/s
  ...le32(254), // information field of the reader
  ...[...le32(0), ...le32(0)], // no synchronous protocols, no mechanics
  ...le32(0x0004_00fe), // features
  ...le32(CCID_MESSAGE_MAX),
  ...[0xff, 0xff, ...le16(0), 0, 1],
);

function stringDescriptor(text: string): Uint8Array {
  const units = [...text].flatMap((character) => le16(character.codePointAt(0)! & 0xffff)).slice(0, 252);
  return Uint8Array.of(2 + units.length, 0x03, ...units);
}
