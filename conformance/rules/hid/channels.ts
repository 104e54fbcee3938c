import fc from 'fast-check';
import { equalBytes, readUint32 } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import {
  BROADCAST_CHANNEL,
  channelName,
  hidCapability,
  hidCommand,
  hidErrorCode,
} from '../../../src/transport/hid/packet.ts';
import type { Rule } from '../../vocabulary/rule.ts';
import { Violation } from '../../vocabulary/violation.ts';
import { hidRefusals, hidRule, hidSection } from './hid-rule.ts';
import { describe } from './raw-hid.ts';

const once = <T>(value: T): fc.Arbitrary<T> => fc.constant(value);
const initSection = hidSection('11.2.9.1.3');

/** Duties over CTAPHID_INIT and channels. */
export const channelRules: readonly Rule[] = [
  hidRule<string>({
    id: 'hid.init.answer',
    level: 'MUST',
    says: 'INIT on the broadcast channel is answered there with 17 bytes at least: the nonce, a channel, protocol version 2, device version and capabilities.',
    spec: initSection,
    runs: 15,
    cases: () => once('INIT on the broadcast channel'),
    check: async (hid) => {
      const { nonce, answer } = await hid.init();
      if (answer.command !== hidCommand.INIT)
        throw new Violation('CTAPHID_INIT to be answered with CTAPHID_INIT', describe(answer));
      // a later version may append
      if (answer.payload.length < 17) throw new Violation('17 bytes at least', describe(answer));
      if (!equalBytes(answer.payload.subarray(0, 8), nonce)) {
        throw new Violation(`the nonce ${toHex(nonce)} echoed`, toHex(answer.payload.subarray(0, 8)));
      }
      if (answer.payload[12] !== 2) throw new Violation('CTAPHID protocol version 2', `${answer.payload[12]}`);
    },
  }),
  hidRule<number>({
    id: 'hid.init.distinct-channels',
    level: 'MUST',
    says: 'Each INIT on the broadcast channel gives a channel of its own, neither 0 nor the broadcast channel.',
    spec: initSection,
    runs: 5,
    input: 'clients',
    cases: () => fc.integer({ min: 1, max: 12 }),
    check: async (hid, clients) => {
      const given: number[] = [];
      for (let client = 0; client < clients; client += 1) {
        const channel = await hid.allocate();
        if (channel === 0 || channel === BROADCAST_CHANNEL) {
          throw new Violation('a channel other than 00000000 and ffffffff', channelName(channel));
        }
        if (given.includes(channel)) {
          throw new Violation(`a channel not given to another client before`, `${channelName(channel)} again`);
        }
        given.push(channel);
      }
    },
  }),
  hidRule<string>({
    id: 'hid.init.capabilities',
    level: 'MUST',
    says: 'The capability byte has the CBOR bit, and no bit that the standard does not define.',
    spec: initSection,
    runs: 1,
    cases: () => once('INIT on the broadcast channel'),
    check: async (hid) => {
      const { answer } = await hid.init();
      const bits = answer.payload[16] ?? 0;
      const defined = hidCapability.WINK | hidCapability.CBOR | hidCapability.NMSG;
      if ((bits & hidCapability.CBOR) === 0) throw new Violation('capability CBOR (0x04)', `0x${bits.toString(16)}`);
      if ((bits & ~defined) !== 0)
        throw new Violation('only the capability bits 0x01, 0x04 and 0x08', `0x${bits.toString(16)}`);
    },
  }),
  hidRule<string>({
    id: 'hid.init.nmsg-honest',
    level: 'MUST',
    says: 'CTAPHID_MSG is refused exactly when the capability NMSG says that it is not implemented.',
    spec: initSection,
    runs: 1,
    cases: () => once('U2F_VERSION over CTAPHID_MSG'),
    check: async (hid, _what, { device }) => {
      const { answer } = await hid.init();
      const saysNo = ((answer.payload[16] ?? 0) & hidCapability.NMSG) !== 0;
      const channel = readUint32(answer.payload, 8);
      const version = Uint8Array.of(0, 3, 0, 0, 0, 0, 0);
      const reply = await hid.exchange(channel, hidCommand.MSG, version, 'CTAPHID_MSG');
      const refused = reply.command === hidCommand.ERROR;
      if (refused === saysNo) return;
      // alwaysUv switches CTAP1 off, which the capability of a key as made does not know
      if (refused && device.facts.info.options['alwaysUv'] === true) return;
      throw new Violation(
        saysNo ? 'CTAPHID_MSG to be refused, since NMSG is set' : 'CTAPHID_MSG to be served, since NMSG is not set',
        describe(reply),
      );
    },
  }),
  hidRule<number>({
    id: 'hid.init.resync',
    level: 'MUST',
    says: 'INIT on an allocated channel ends what that channel had begun and names the same channel.',
    spec: initSection,
    runs: 15,
    input: 'length',
    cases: () => fc.integer({ min: 58, max: 300 }),
    check: async (hid, length) => {
      const channel = await hid.allocate();
      const [first] = hid.reports(channel, hidCommand.PING, new Uint8Array(length));
      await hid.port.write(first!);
      const { nonce, answer } = await hid.init(channel);
      if (answer.command !== hidCommand.INIT || !equalBytes(answer.payload.subarray(0, 8), nonce)) {
        throw new Violation('INIT in the middle of a message to be answered with its nonce', describe(answer));
      }
      const named = readUint32(answer.payload, 8);
      if (named !== channel) throw new Violation(`the channel ${channelName(channel)} again`, channelName(named));
      await hid.expectAlive(channel, 'INIT on the same channel');
    },
  }),
  hidRule<number>({
    id: 'hid.init.leaves-others-alone',
    level: 'MUST',
    says: 'INIT of another client does not disturb a message that is being sent.',
    spec: hidSection('11.2.5'),
    runs: 15,
    input: 'length',
    cases: () => fc.integer({ min: 58, max: 115 }),
    check: async (hid, length) => {
      const channel = await hid.allocate();
      const payload = new Uint8Array(length).fill(0x5a);
      const [first, second] = hid.reports(channel, hidCommand.PING, payload);
      await hid.port.write(first!);
      await hid.send(BROADCAST_CHANNEL, hidCommand.INIT, new Uint8Array(8));
      await hid.port.write(second!);
      const answer = await hid.answer(channel, 'CTAPHID_PING');
      if (answer.command !== hidCommand.PING || !equalBytes(answer.payload, payload)) {
        throw new Violation('the message to be served in spite of INIT on the broadcast channel', describe(answer));
      }
    },
  }),
  ...hidRefusals<number>({
    id: 'hid.init.wrong-length',
    level: 'SHOULD',
    says: 'INIT without exactly eight bytes of nonce is refused.',
    spec: initSection,
    runs: 3,
    input: 'length',
    cases: () => [7, 0, 9],
    codes: [hidErrorCode.INVALID_LEN, hidErrorCode.INVALID_PAR],
    provoke: async (hid, length) => {
      const channel = await hid.allocate();
      const what = `INIT of ${length} bytes`;
      return { answer: await hid.exchange(channel, hidCommand.INIT, new Uint8Array(length), what), what };
    },
  }),
  ...hidRefusals<'PING' | 'CBOR'>({
    id: 'hid.channel.zero',
    says: 'Channel 0, which is reserved, is not served.',
    spec: hidSection('11.2.3'),
    runs: 2,
    input: 'command',
    cases: () => ['PING', 'CBOR'],
    codes: [hidErrorCode.INVALID_CHANNEL],
    provoke: async (hid, name) => {
      const what = `${name} on channel 00000000`;
      await hid.send(0, hidCommand[name], Uint8Array.of(4));
      return { answer: await hid.receive(0), what };
    },
  }),
  ...hidRefusals<'PING' | 'CBOR'>({
    id: 'hid.channel.broadcast',
    says: 'On the broadcast channel only INIT is served.',
    spec: hidSection('11.2.3'),
    runs: 2,
    input: 'command',
    cases: () => ['PING', 'CBOR'],
    codes: [hidErrorCode.INVALID_CHANNEL],
    provoke: async (hid, name) => {
      const what = `${name} on the broadcast channel`;
      await hid.send(BROADCAST_CHANNEL, hidCommand[name], Uint8Array.of(4));
      return { answer: await hid.receive(BROADCAST_CHANNEL), what };
    },
  }),
  hidRule<number>({
    id: 'hid.channel.never-allocated',
    level: 'SHOULD',
    says: 'A channel that the key never gave to anybody is not served.',
    spec: hidSection('11.2.3'),
    runs: 3,
    input: 'distance',
    cases: () => fc.integer({ min: 0x100, max: 0xffff }),
    check: async (hid, distance) => {
      const own = await hid.allocate();
      const stranger = (own ^ (distance << 12)) >>> 0;
      const answer = await hid.exchange(
        stranger,
        hidCommand.PING,
        Uint8Array.of(1),
        'CTAPHID_PING on a strange channel',
      );
      if (answer.command !== hidCommand.ERROR) {
        throw new Violation(`channel ${channelName(stranger)} to be refused with INVALID_CHANNEL`, describe(answer));
      }
    },
  }),
];
