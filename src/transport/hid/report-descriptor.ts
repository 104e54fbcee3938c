const OUTPUT = 0x90;
const REPORT_SIZE = 0x74;
const REPORT_COUNT = 0x94;

/**
 * Bytes in the first output report that a HID report descriptor declares (HID 1.11 section 6.2.2), without a report id;
 * `undefined` where it declares none.
 */
export function reportSizeOf(descriptor: Uint8Array): number | undefined {
  let bits = 0;
  let count = 0;
  for (let at = 0; at < descriptor.length; ) {
    const prefix = descriptor[at]!;
    const length = [0, 1, 2, 4][prefix & 0x03]!;
    const value = littleEndian(descriptor.subarray(at + 1, at + 1 + length));
    switch (prefix & 0xfc) {
      case REPORT_SIZE:
        bits = value;
        break;
      case REPORT_COUNT:
        count = value;
        break;
      case OUTPUT:
        return (bits * count) / 8;
    }
    at += 1 + length;
  }
  return undefined;
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

const USAGE_PAGE = 0x04;

/** Whether a HID report descriptor declares anything of a usage page, such as FIDO's 0xF1D0. */
export function declaresUsagePage(descriptor: Uint8Array, page: number): boolean {
  for (let at = 0; at < descriptor.length; ) {
    const prefix = descriptor[at]!;
    const length = [0, 1, 2, 4][prefix & 0x03]!;
    const isPage = (prefix & 0xfc) === USAGE_PAGE;
    if (isPage && littleEndian(descriptor.subarray(at + 1, at + 1 + length)) === page) return true;
    at += 1 + length;
  }
  return false;
}
