import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { HidAssembler, type HidMessage } from '../../../../src/transport/hid/assembler.ts';
import { hidCommand, largestMessage, parsePacket, splitMessage } from '../../../../src/transport/hid/packet.ts';

const noise = Uint8Array.from({ length: 0xffff }, (_, index) => (index * 31 + (index >>> 8)) & 0xff);

function assembled(reports: readonly Uint8Array[]): HidMessage | undefined {
  const assembler = new HidAssembler();
  let message: HidMessage | undefined;
  for (const report of reports) {
    if (message !== undefined) throw new Error('expected the last report to complete the message, received more');
    message = assembler.accept(parsePacket(report));
  }
  return message;
}

/** What came back, as one word, so that 7610 comparisons stay quick. */
function fate(length: number, reportSize: number): string {
  const payload = noise.subarray(0, length);
  const reports = splitMessage(0x01020304, hidCommand.PING, payload, reportSize);
  if (reports.some((report) => report.length !== reportSize)) return 'report of another size';
  const message = assembled(reports);
  if (message === undefined) return 'unfinished';
  return Buffer.compare(message.payload, payload) === 0 && message.channel === 0x01020304 ? 'same' : 'different';
}

describe('splitMessage and HidAssembler', () => {
  it('give back every length from 0 to 7609 in reports of 64 bytes', () => {
    for (let length = 0; length <= 7609; length += 1) {
      const found = fate(length, 64);
      if (found !== 'same') expect(`${length} bytes: ${found}`).toBe(`${length} bytes: same`);
    }
  });

  it('give back messages of any length in reports of any size', () => {
    const sizes = fc.oneof(fc.constantFrom(8, 9, 63, 64, 65, 512, 1024, 4096), fc.integer({ min: 8, max: 4096 }));
    const cases = sizes.chain((reportSize) => {
      const first = reportSize - 7;
      const each = reportSize - 5;
      const most = largestMessage(reportSize);
      const edges = fc
        .tuple(fc.nat(128), fc.integer({ min: -1, max: 1 }))
        .map(([count, off]) => Math.max(0, Math.min(most, first + count * each + off)));
      return fc.tuple(fc.constant(reportSize), fc.oneof(edges, fc.constant(most), fc.nat(most)));
    });
    fc.assert(
      fc.property(cases, ([reportSize, length]) => {
        expect(fate(length, reportSize)).toBe('same');
      }),
      { numRuns: 500 },
    );
  });

  it('know the limit of 64-byte reports, and reach sequence 7f there', () => {
    expect(largestMessage(64)).toBe(7609);
    const reports = splitMessage(1, hidCommand.PING, noise.subarray(0, 7609));
    expect([reports.length, reports.at(-1)?.[4]]).toEqual([129, 0x7f]);
    expect(() => splitMessage(1, hidCommand.PING, noise.subarray(0, 7610))).toThrow(RangeError);
    expect(() => splitMessage(1, hidCommand.PING, noise.subarray(0, 1), 7)).toThrow(RangeError);
  });

  it('write the first packet as the standard draws it', () => {
    const nonce = fromHex('0102030405060708');
    const [report] = splitMessage(0xffff_ffff, hidCommand.INIT, nonce);
    expect(report).toEqual(Uint8Array.from([...fromHex('ffffffff 86 0008'), ...nonce, ...new Uint8Array(49)]));
  });
});

describe('HidAssembler', () => {
  const [first, second, third] = splitMessage(7, hidCommand.PING, noise.subarray(0, 170)).map(parsePacket);

  it.each([
    ['a continuation that nothing began', [second!]],
    ['a repeated sequence', [first!, second!, second!]],
    ['a skipped sequence', [first!, third!]],
    ['another channel', [first!, { ...second!, channel: 8 }]],
  ])('refuses %s and begins anew after it', (_what, packets) => {
    const assembler = new HidAssembler();
    const last = packets.at(-1)!;
    for (const packet of packets.slice(0, -1)) assembler.accept(packet);
    expect(() => assembler.accept(last)).toThrow(DecodeError);
    expect(assembler.isMidMessage).toBe(false);
    expect([first!, second!, third!].map((packet) => assembler.accept(packet)?.payload.length)).toEqual([
      undefined,
      undefined,
      170,
    ]);
  });

  it('refuses reports that have no header', () => {
    expect(() => parsePacket(new Uint8Array(7))).toThrow(/expected at least 8 bytes, received 7 bytes/);
  });
});
