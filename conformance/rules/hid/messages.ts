import fc from 'fast-check';
import { equalBytes } from '../../../src/bytes/bytes.ts';
import { hidCommand, hidErrorCode } from '../../../src/transport/hid/packet.ts';
import type { Rule } from '../../vocabulary/rule.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { hidRefusals, hidRule, hidSection } from './hid-rule.ts';
import { describe, QUIET_MS } from './raw-hid.ts';

const transactions = hidSection('11.2.5');
const packets = hidSection('11.2.4');

/** A key may answer WINK when it has done blinking. */
const BLINKING_MS = 10_000;

/** Lengths around every edge of fragmentation, the simplest first. */
function payloadLengths(most: number): fc.Arbitrary<number> {
  const edges = [1, 57, 58, 116, 117, 1024, 2048, 7608, 7609].filter((length) => length <= most);
  return fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 1, max: Math.min(most, 700) }));
}

/** Duties over whole messages: fragmentation, sequence, length, who may speak. */
export const messageRules: readonly Rule[] = [
  hidRule<number>({
    id: 'hid.ping.echo',
    level: 'MUST',
    says: 'PING is echoed byte for byte, once, at every length that the key takes.',
    spec: hidSection('11.2.9.1.1'),
    runs: 80,
    input: 'length',
    cases: ({ device }) => payloadLengths(Math.min(7609, device.facts.info.maxMsgSize)),
    check: async (hid, length, { env }) => {
      const channel = await hid.allocate();
      const payload = env.random.bytes(length);
      const answer = await hid.exchange(channel, hidCommand.PING, payload, `CTAPHID_PING of ${length} bytes`);
      if (answer.command !== hidCommand.PING || !equalBytes(answer.payload, payload)) {
        throw new Violation(`CTAPHID_PING of ${length} bytes to come back unchanged`, describe(answer));
      }
    },
  }),
  hidRule<number>({
    id: 'hid.answer.once',
    level: 'MUST',
    says: 'A message gets one answer, and an idle key sends nothing.',
    spec: transactions,
    needs: { waitMs: QUIET_MS },
    runs: 2,
    input: 'length',
    cases: () => [4, 100],
    check: async (hid, length) => {
      const channel = await hid.allocate();
      await hid.exchange(channel, hidCommand.PING, new Uint8Array(length), 'CTAPHID_PING');
      const more = await hid.receive(channel, QUIET_MS, true);
      if (more !== undefined) throw new Violation('nothing after the answer to CTAPHID_PING', describe(more));
    },
  }),
  hidRule<number>({
    id: 'hid.padding.zero',
    level: 'SHOULD',
    says: 'What is left of a last packet is filled with zeros, not with what the key sent before.',
    spec: packets,
    runs: 25,
    input: 'length',
    cases: () => fc.integer({ min: 1, max: 100 }),
    check: async (hid, length) => {
      const channel = await hid.allocate();
      await hid.exchange(channel, hidCommand.PING, new Uint8Array(200).fill(0xee), 'CTAPHID_PING');
      await hid.send(channel, hidCommand.PING, new Uint8Array(length).fill(0x11));
      const size = hid.port.reportSize;
      const first = size - 7;
      const packetsDue = length <= first ? 1 : 1 + Math.ceil((length - first) / (size - 5));
      let last: Uint8Array | undefined;
      for (let packet = 0; packet < packetsDue; packet += 1) last = await hid.port.read(QUIET_MS);
      if (last === undefined) throw new Violation(`${packetsDue} packets`, 'fewer');
      const used = packetsDue === 1 ? 7 + length : 5 + length - first - (packetsDue - 2) * (size - 5);
      const padding = last.subarray(used);
      if (padding.some((byte) => byte !== 0)) {
        throw new Violation(
          'zeros after the last byte of a message',
          `0x${padding.find((byte) => byte !== 0)?.toString(16)}`,
        );
      }
    },
  }),
  ...hidRefusals<number>({
    id: 'hid.length.over-max',
    level: 'SHOULD',
    says: 'A message longer than CTAPHID can carry is refused at its first packet.',
    spec: transactions,
    runs: 3,
    input: 'length',
    cases: () => [7610, 8000, 65_535],
    codes: [hidErrorCode.INVALID_LEN],
    provoke: async (hid, length) => {
      const channel = await hid.allocate();
      const [first] = hid.reports(channel, hidCommand.PING, new Uint8Array(100));
      first![5] = length >>> 8;
      first![6] = length & 0xff;
      await hid.port.write(first!);
      const what = `a first packet with BCNT ${length}`;
      const answer = await hid.answer(channel, what);
      if (answer.command === hidCommand.ERROR && answer.payload[0] === hidErrorCode.MSG_TIMEOUT) {
        throw new Violation(`${what} to be refused at once`, 'MSG_TIMEOUT, after waiting for the rest');
      }
      return { answer, what };
    },
  }),
  ...hidRefusals<'skipped' | 'repeated' | 'backwards'>({
    id: 'hid.sequence.wrong',
    says: 'A continuation packet out of sequence ends the message with an error.',
    spec: transactions,
    runs: 3,
    input: 'sequence',
    cases: () => ['skipped', 'repeated', 'backwards'],
    codes: [hidErrorCode.INVALID_SEQ],
    provoke: async (hid, manner) => {
      const channel = await hid.allocate();
      const [first, second, third] = hid.reports(channel, hidCommand.PING, new Uint8Array(150).fill(0x33));
      const what = `a continuation with its sequence number ${manner}`;
      await hid.port.write(first!);
      if (manner === 'skipped') second![4] = 1;
      if (manner === 'backwards') second![4] = 0x7f;
      await hid.port.write(second!);
      if (manner === 'repeated') {
        third![4] = 0;
        await hid.port.write(third!);
      }
      return { answer: await hid.answer(channel, what), what };
    },
  }),
  hidRule<number>({
    id: 'hid.sequence.stray-ignored',
    level: 'MUST',
    says: 'A continuation packet that belongs to no message is ignored.',
    spec: transactions,
    needs: { waitMs: QUIET_MS },
    runs: 2,
    input: 'sequence',
    cases: () => [0, 5],
    check: async (hid, sequence) => {
      const channel = await hid.allocate();
      const stray = hid.reports(channel, hidCommand.PING, new Uint8Array(100))[1]!;
      stray[4] = sequence;
      await hid.port.write(stray);
      const answer = await hid.receive(channel, QUIET_MS, true);
      if (answer !== undefined) throw new Violation('no answer to a stray continuation packet', describe(answer));
      await hid.expectAlive(channel, 'a stray continuation packet');
    },
  }),
  ...hidRefusals<number>({
    id: 'hid.command.unknown',
    says: 'A command that CTAPHID does not define is refused.',
    spec: hidSection('11.2.9'),
    runs: 4,
    input: 'command',
    cases: () => [0x02, 0x07, 0x20, 0x3a],
    codes: [hidErrorCode.INVALID_CMD],
    provoke: async (hid, command) => {
      const channel = await hid.allocate();
      const what = `CTAPHID command 0x${command.toString(16)}`;
      return { answer: await hid.exchange(channel, command, Uint8Array.of(1), what), what };
    },
  }),
  ...hidRefusals<string>({
    id: 'hid.cbor.empty',
    level: 'SHOULD',
    says: 'CTAPHID_CBOR without a command byte is refused.',
    spec: hidSection('11.2.9.1.2'),
    runs: 1,
    cases: () => fc.constant('CTAPHID_CBOR of 0 bytes'),
    codes: [hidErrorCode.INVALID_LEN],
    provoke: async (hid, what) => {
      const channel = await hid.allocate();
      return { answer: await hid.exchange(channel, hidCommand.CBOR, new Uint8Array(0), what), what };
    },
  }),
  hidRule<number>({
    id: 'hid.busy.mid-message',
    level: 'MUST',
    says: 'While a message of one channel is being put together, another channel is told CHANNEL_BUSY and the first is served whole.',
    spec: transactions,
    runs: 12,
    input: 'length',
    cases: () => fc.integer({ min: 58, max: 115 }),
    check: async (hid, length) => {
      const [one, other] = [await hid.allocate(), await hid.allocate()];
      const payload = new Uint8Array(length).fill(0x41);
      const [first, second] = hid.reports(one, hidCommand.PING, payload);
      await hid.port.write(first!);
      await hid.send(other, hidCommand.PING, Uint8Array.of(1));
      await hid.port.write(second!);
      const refused = await hid.answer(other, 'CTAPHID_PING of another channel');
      if (refused.command !== hidCommand.ERROR || refused.payload[0] !== hidErrorCode.CHANNEL_BUSY) {
        throw new Violation('the other channel to be told CHANNEL_BUSY', describe(refused));
      }
    },
  }),
  hidRule<number>({
    id: 'hid.busy.first-served-whole',
    level: 'MUST',
    says: 'A message is served whole although another channel spoke in the middle of it.',
    spec: transactions,
    runs: 12,
    input: 'length',
    cases: () => fc.integer({ min: 58, max: 115 }),
    check: async (hid, length) => {
      const [one, other] = [await hid.allocate(), await hid.allocate()];
      const payload = new Uint8Array(length).fill(0x42);
      const [first, second] = hid.reports(one, hidCommand.PING, payload);
      await hid.port.write(first!);
      await hid.port.write(hid.reports(other, hidCommand.PING, new Uint8Array(100))[0]!);
      await hid.port.write(second!);
      const answer = await hid.answer(one, 'CTAPHID_PING');
      if (answer.command !== hidCommand.PING || !equalBytes(answer.payload, payload)) {
        throw new Violation('the first message to be echoed whole', describe(answer));
      }
    },
  }),
  hidRule<number>({
    id: 'hid.timeout.half-message',
    level: 'MUST',
    says: 'A message whose next packet never comes is given up, and the channel serves the next one.',
    spec: transactions,
    needs: { waitMs: 1500 },
    runs: 2,
    input: 'length',
    cases: () => [58, 500],
    check: async (hid, length, { device }) => {
      const [one, other] = [await hid.allocate(), await hid.allocate()];
      const [first] = hid.reports(one, hidCommand.PING, new Uint8Array(length));
      await hid.port.write(first!);
      await device.wait(1500);
      await hid.expectAlive(other, 'a message of another channel that was never finished');
      await hid.expectAlive(one, 'a message that was never finished');
    },
  }),
  hidRule<string>({
    id: 'hid.wink.capability',
    level: 'MUST',
    says: 'WINK is answered with an empty message when the capability says so.',
    spec: hidSection('11.2.9.2.1'),
    runs: 1,
    cases: () => fc.constant('CTAPHID_WINK'),
    check: async (hid) => {
      const { answer: init } = await hid.init();
      const winks = ((init.payload[16] ?? 0) & 0x01) !== 0;
      if (!winks) throw new NotApplicable('the capability WINK is not set');
      const channel = await hid.allocate();
      await hid.send(channel, hidCommand.WINK);
      const answer = await hid.answer(channel, 'CTAPHID_WINK', BLINKING_MS);
      const served = answer.command === hidCommand.WINK && answer.payload.length === 0;
      if (!served) throw new Violation('an empty CTAPHID_WINK, as the capability promises', describe(answer));
    },
  }),
];
