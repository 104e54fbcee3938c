import fc from 'fast-check';
import { concat, equalBytes, fromUtf8 } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { encodeApdu } from '../../../src/transport/card/apdu.ts';
import { statusWord, statusWordName } from '../../../src/transport/card/status-word.ts';
import type { Rule } from '../../vocabulary/rule.ts';
import { Violation } from '../../vocabulary/violation.ts';
import {
  applicationOf,
  authenticationData,
  judgeAuthentication,
  u2fAuthenticate,
  u2fControl,
  u2fInstruction,
  u2fRegister,
  u2fSend,
} from './ceremony.ts';
import { authenticateTouched, authenticateWith, challenge, rawMessages, u2fRefusals, u2fRule } from './u2f-rule.ts';

/** A touch counts for ten seconds at most. */
const TOUCH_IS_OVER_MS = 11_000;

/** The rules over U2F messages by themselves. */
export const u2fMessageRules: readonly Rule[] = [
  u2fRule<string>({
    id: 'version.answer',
    says: 'U2F_VERSION is answered with U2F_V2.',
    spec: rawMessages('6'),
    runs: 1,
    cases: fc.constant('U2F_VERSION'),
    check: async ({ device }) => {
      const { data, sw } = await u2fSend(device, u2fInstruction.VERSION, 0, new Uint8Array(0));
      if (sw !== statusWord.OK || fromUtf8(data) !== 'U2F_V2') {
        throw new Violation('U2F_V2 and 9000', `${toHex(data)}, ${statusWordName(sw)}`);
      }
    },
  }),
  u2fRule<number>({
    id: 'register.verifies',
    says: 'U2F_REGISTER gives a public key on P-256, a key handle, a certificate, and a signature that it verifies.',
    spec: rawMessages('4.3'),
    needs: { touches: 1 },
    runs: 5,
    input: 'serial',
    cases: fc.integer({ min: 1, max: 1000 }),
    check: async (context, serial) => {
      await u2fRegister(context.device, context.rpId, challenge(context, `register ${serial}`));
    },
  }),
  u2fRule<number>({
    id: 'register.distinct-handles',
    says: 'Each U2F_REGISTER gives a key handle of its own.',
    spec: rawMessages('4.3'),
    needs: { touches: 2 },
    input: 'registrations',
    cases: fc.integer({ min: 2, max: 4 }),
    check: async (context, count) => {
      const handles: Uint8Array[] = [];
      for (let index = 0; index < count; index += 1) {
        const { keyHandle } = await u2fRegister(context.device, context.rpId, challenge(context, 'distinct'));
        if (handles.some((handle) => equalBytes(handle, keyHandle))) {
          throw new Violation('a key handle not given before', `${toHex(keyHandle)} again`);
        }
        handles.push(keyHandle);
      }
    },
  }),
  u2fRule<number>({
    id: 'authenticate.verifies',
    says: 'U2F_AUTHENTICATE with a touch gives presence 01, a counter, and a signature that the registered key verifies.',
    spec: rawMessages('5.4'),
    needs: { touches: 2 },
    runs: 5,
    input: 'serial',
    cases: fc.integer({ min: 1, max: 1000 }),
    check: async (context, serial) => {
      const registration = await u2fRegister(context.device, context.rpId, challenge(context, 'authenticate'));
      const { presence } = await u2fAuthenticate(context.device, registration, challenge(context, `${serial}`));
      if (presence !== 0x01) throw new Violation('user presence byte 01', presence.toString(16).padStart(2, '0'));
    },
  }),
  u2fRule<number>({
    id: 'authenticate.counter-grows',
    says: 'The counter of a U2F credential grows with every use, or is always zero.',
    spec: rawMessages('5.4'),
    needs: { touches: 4 },
    input: 'uses',
    cases: fc.integer({ min: 2, max: 4 }),
    check: async (context, uses) => {
      const registration = await u2fRegister(context.device, context.rpId, challenge(context, 'counter'));
      let last: number | undefined;
      for (let use = 0; use < uses; use += 1) {
        const { counter } = await u2fAuthenticate(context.device, registration, challenge(context, `use ${use}`));
        if (last !== undefined && counter <= last && !(counter === 0 && last === 0)) {
          throw new Violation(`a counter above ${last}`, `${counter}`);
        }
        last = counter;
      }
    },
  }),
  u2fRule<string>({
    id: 'check-only.knows-own',
    says: 'A check-only authentication for a key handle of this key is answered 6985 and signs nothing.',
    spec: rawMessages('5.1'),
    needs: { touches: 1 },
    runs: 1,
    cases: fc.constant('check-only with an own key handle'),
    check: async (context, what) => {
      const { keyHandle } = await u2fRegister(context.device, context.rpId, challenge(context, 'check'));
      const answer = await authenticateWith(context, context.rpId, keyHandle, u2fControl.CHECK_ONLY);
      if (answer.sw !== statusWord.CONDITIONS_NOT_SATISFIED || answer.data.length > 0) {
        throw new Violation(
          `${what} to be answered 6985 alone`,
          `${statusWordName(answer.sw)} with ${answer.data.length} bytes`,
        );
      }
    },
  }),
  u2fRule<'enforce' | 'check-only'>({
    id: 'authenticate.foreign-application',
    says: 'A key handle made for one application is refused for another.',
    spec: rawMessages('5.1'),
    needs: { touches: 1 },
    input: 'control',
    cases: ['enforce', 'check-only'],
    check: async (context, control) => {
      const { keyHandle } = await u2fRegister(context.device, context.rpId, challenge(context, 'foreign'));
      const other = `other.${context.rpId}`;
      const isEnforced = control === 'enforce';
      const { sw } = isEnforced
        ? await authenticateTouched(context, other, keyHandle)
        : await authenticateWith(context, other, keyHandle, u2fControl.CHECK_ONLY);
      // 6985 says of a check that the key handle is known, and of an authentication only that a touch is wanted.
      if (sw === statusWord.OK || (!isEnforced && sw === statusWord.CONDITIONS_NOT_SATISFIED)) {
        throw new Violation('a key handle of another application to be refused as unknown (6a80)', statusWordName(sw));
      }
    },
  }),
  ...u2fRefusals<number>({
    id: 'authenticate.spoiled-handle',
    says: 'A key handle with any bit flipped is refused.',
    spec: rawMessages('5.1'),
    needs: { touches: 1 },
    runs: 40,
    words: [statusWord.WRONG_DATA],
    input: 'bit',
    cases: fc.integer({ min: 0, max: 2047 }),
    provoke: async (context, position) => {
      const { keyHandle } = await u2fRegister(context.device, context.rpId, challenge(context, 'spoiled'));
      const bit = position % (keyHandle.length * 8);
      keyHandle[bit >>> 3]! ^= 1 << (bit & 7);
      const answer = await authenticateTouched(context, context.rpId, keyHandle);
      return { answer, what: `a key handle with bit ${bit} flipped` };
    },
  }),
  ...u2fRefusals<'register' | 'authenticate'>({
    id: 'presence.required',
    says: 'Without a touch nothing is registered and nothing is signed.',
    spec: rawMessages('4.2'),
    needs: { touches: 1, presence: 'withheld', waitMs: 1000 },
    runs: 1,
    words: [statusWord.CONDITIONS_NOT_SATISFIED],
    cases: ['register', 'authenticate'],
    provoke: async (context, message) => {
      const { device } = context;
      const { keyHandle } = await u2fRegister(device, context.rpId, challenge(context, 'presence'));
      device.touch('withhold');
      const data = concat(challenge(context, 'no touch'), applicationOf(context.rpId));
      const answer =
        message === 'register'
          ? await u2fSend(device, u2fInstruction.REGISTER, 0, data)
          : await authenticateWith(context, context.rpId, keyHandle, u2fControl.ENFORCE);
      return { answer, what: `U2F ${message} without a touch` };
    },
  }),
  u2fRule<string>({
    id: 'presence.not-enforced',
    says: 'An authentication that does not enforce presence (P1 08) claims none while nobody touches the key, or is refused.',
    spec: rawMessages('5.1'),
    needs: { touches: 1, presence: 'withheld', waitMs: TOUCH_IS_OVER_MS },
    runs: 1,
    cases: ['P1 08, nobody there'],
    check: async (context) => {
      const { device } = context;
      const registration = await u2fRegister(device, context.rpId, challenge(context, 'not enforced'));
      device.touch('withhold');
      await device.wait(TOUCH_IS_OVER_MS);
      const asked = challenge(context, 'nobody there');
      const data = authenticationData(asked, registration.application, registration.keyHandle);
      const answer = await u2fSend(device, u2fInstruction.AUTHENTICATE, u2fControl.DONT_ENFORCE, data);
      if (answer.sw !== statusWord.OK) return;
      const { presence } = judgeAuthentication(registration, asked, answer.data);
      if ((presence & 0x01) !== 0) {
        throw new Violation('the presence bit clear', presence.toString(16).padStart(2, '0'));
      }
    },
  }),
  ...u2fRefusals<number>({
    id: 'message.unknown-instruction',
    says: 'A U2F message with an instruction that is not defined is refused.',
    spec: rawMessages('3.3'),
    runs: 2,
    words: [statusWord.INS_NOT_SUPPORTED],
    input: 'ins',
    cases: [0x04, 0x3f],
    provoke: async ({ device }, ins) => ({
      answer: await u2fSend(device, ins, 0, new Uint8Array(0)),
      what: `U2F instruction 0x${ins.toString(16)}`,
    }),
  }),
  ...u2fRefusals<number>({
    id: 'message.unknown-class',
    says: 'A U2F message of a class other than 00 is refused.',
    spec: rawMessages('3.3'),
    runs: 1,
    words: [statusWord.CLA_NOT_SUPPORTED],
    input: 'cla',
    cases: fc.constant(0x6d),
    provoke: async ({ device }, cla) => ({
      answer: await device.u2f(encodeApdu({ cla, ins: u2fInstruction.VERSION, le: 65_536 }, 'extended')),
      what: `U2F class 0x${cla.toString(16)}`,
    }),
  }),
  ...u2fRefusals<number>({
    id: 'register.wrong-length',
    says: 'U2F_REGISTER with other than 64 bytes of data is refused.',
    spec: rawMessages('4.1'),
    runs: 3,
    words: [statusWord.WRONG_LENGTH],
    input: 'length',
    cases: [63, 65, 32],
    provoke: async ({ device }, length) => ({
      answer: await u2fSend(device, u2fInstruction.REGISTER, 0, new Uint8Array(length).fill(1)),
      what: `U2F_REGISTER of ${length} bytes`,
    }),
  }),
];
