/** What a key says of itself on USB. */
export interface UsbIdentity {
  readonly vendor: number;
  readonly product: number;
  /** Shown as manufacturer and product. */
  readonly manufacturer: string;
  readonly name: string;
  /** Serial number; two keys of one machine should differ in it. */
  readonly serial: string;
}

/** A test identity of pid.codes, which belongs to nobody. */
export const testIdentity: Omit<UsbIdentity, 'serial'> = {
  vendor: 0x1209,
  product: 0x0001,
  manufacturer: 'touchstone',
  name: 'touchstone simulated key',
};

/** HID report descriptor of a FIDO interface (CTAP 2.3 section 11.2.8.1): one input and one output report without a number. */
export function fidoReportDescriptor(reportSize: number): Uint8Array {
  return Uint8Array.of(
    ...[0x06, 0xd0, 0xf1], // usage page: FIDO alliance
    ...[0x09, 0x01], // usage: U2F authenticator device
    ...[0xa1, 0x01], // application collection
    ...[0x09, 0x20, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, reportSize, 0x81, 0x02], // input of bytes
    ...[0x09, 0x21, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, reportSize, 0x91, 0x02], // output of bytes
    0xc0,
  );
}
