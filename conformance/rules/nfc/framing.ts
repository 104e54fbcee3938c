import fc from 'fast-check';
import { equalBytes, fromUtf8 } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { getAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus, statusName } from '../../../src/ctap2/status.ts';
import type { ResponseApdu } from '../../../src/transport/card/apdu.ts';
import { statusWord } from '../../../src/transport/card/status-word.ts';
import type { Cases } from '../../vocabulary/cases.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { Needs, Rule, RuleContext, RuleDefinition } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { Violation } from '../../vocabulary/violation.ts';
import { clientDataHash } from '../ceremony/credential.ts';
import { waitingRequest } from '../ceremony/waiting.ts';
import { expectRefusedBy, RawCard, swText } from './raw-card.ts';

const section = (number: string): SpecReference[] => [{ document: 'CTAP 2.3', section: number }];
const GET_INFO = Uint8Array.of(ctapCommand.getInfo);

function cardRule<T>(
  definition: Omit<RuleDefinition<[T]>, 'property' | 'needs'> & {
    readonly needs?: Needs;
    readonly cases: (context: RuleContext) => Cases<T>;
    /** What a case is, where its value alone does not say. */
    readonly input?: string;
    readonly check: (card: RawCard, value: T, context: RuleContext) => Promise<void>;
  },
): Rule {
  const { cases, check, needs, input = 'message', ...common } = definition;
  return rule<[Record<string, T>]>({
    ...common,
    needs: { wire: 'card', ...needs },
    property: (context) => overCases(input, cases(context), (value) => check(new RawCard(context), value, context)),
  });
}

/** A refusal and its exact status word, as two rules. */
function cardRefusals<T>(
  definition: Omit<RuleDefinition<[T]>, 'property' | 'needs' | 'level'> & {
    readonly cases: (context: RuleContext) => Cases<T>;
    readonly input?: string;
    readonly provoke: (card: RawCard, value: T) => Promise<{ answer: ResponseApdu; what: string }>;
    readonly words: readonly number[];
    readonly level?: Rule['level'];
  },
): [Rule, Rule] {
  const { provoke, words, level = 'MUST', ...common } = definition;
  return [
    cardRule<T>({
      ...common,
      level,
      check: async (card, value) => {
        const { answer, what } = await provoke(card, value);
        expectRefusedBy(answer, what);
      },
    }),
    cardRule<T>({
      ...common,
      id: `${common.id}.status`,
      level: 'SHOULD',
      says: `${common.says.replace(/\.$/, '')}, with ${words.map(swText).join(' or ')}.`,
      check: async (card, value) => {
        const { answer, what } = await provoke(card, value);
        if (!words.includes(answer.sw)) {
          throw new Violation(`${what} to be answered with ${words.map(swText).join(' or ')}`, swText(answer.sw));
        }
      },
    }),
  ];
}

/** A silent getAssertion for strangers' credentials: a request of any length whose answer is always the same. */
function longRequest(context: RuleContext, credentials: number): Uint8Array {
  const most = Math.min(credentials, context.device.facts.info.maxCredentialCountInList ?? 4);
  const parameters = encodeMessage(getAssertionRequest, {
    rpId: context.rpId,
    clientDataHash: clientDataHash(context, 'card'),
    allowList: Array.from({ length: most }, (_, index) => ({
      id: new Uint8Array(64).fill(index + 1),
      type: 'public-key',
    })),
    options: { up: false },
  });
  return Uint8Array.of(ctapCommand.getAssertion, ...parameters);
}

function expectSame(left: ResponseApdu, right: ResponseApdu, what: string): void {
  if (left.sw === right.sw && equalBytes(left.data, right.data)) return;
  throw new Violation(
    `${what}: ${swText(left.sw)}, ${toHex(left.data.subarray(0, 24))}`,
    `${swText(right.sw)}, ${toHex(right.data.subarray(0, 24))}`,
  );
}

/** The rules over CTAP on ISO 7816 (CTAP 2.3 section 11.3). */
export const nfcRules: readonly Rule[] = [
  cardRule<string>({
    id: 'nfc.select.answer',
    level: 'MUST',
    says: 'SELECT of the FIDO applet is answered 9000 with U2F_V2 or FIDO_2_0.',
    spec: section('11.3.3'),
    runs: 1,
    cases: () => fc.constant('SELECT'),
    check: async (card) => {
      const { data, sw } = await card.select();
      const text = fromUtf8(data);
      if (sw !== statusWord.OK || (text !== 'U2F_V2' && text !== 'FIDO_2_0')) {
        throw new Violation(
          'U2F_V2 or FIDO_2_0 and 9000',
          `${text === undefined ? toHex(data) : JSON.stringify(text)}, ${swText(sw)}`,
        );
      }
    },
  }),
  cardRule<string>({
    id: 'nfc.select.version',
    level: 'SHOULD',
    says: 'The answer to SELECT is U2F_V2 exactly when the key serves CTAP1.',
    spec: section('11.3.3'),
    runs: 1,
    cases: () => fc.constant('SELECT'),
    check: async (card, _what, { device }) => {
      const { data } = await card.select();
      const wanted = device.facts.info.versions.includes('U2F_V2') ? 'U2F_V2' : 'FIDO_2_0';
      const text = fromUtf8(data) ?? toHex(data);
      if (text !== wanted) throw new Violation(`${wanted}, as versions says`, text);
    },
  }),
  cardRule<string>({
    id: 'nfc.select.foreign-applet',
    level: 'MUST',
    says: 'SELECT of an applet that is not there is refused.',
    spec: section('11.3.3'),
    runs: 2,
    input: 'applet',
    cases: () => ['a0000006472f0002', 'f000000647'],
    check: async (card, aid) => {
      const answer = await card.apdu({
        cla: 0,
        ins: 0xa4,
        p1: 4,
        data: Uint8Array.from(Buffer.from(aid, 'hex')),
        le: 256,
      });
      expectRefusedBy(answer, `SELECT of the applet ${aid}`);
    },
  }),
  cardRule<string>({
    id: 'nfc.select.needed',
    level: 'SHOULD',
    says: 'CTAP2 commands are served only once the applet is selected.',
    spec: section('11.3.3'),
    runs: 1,
    cases: () => fc.constant('authenticatorGetInfo before SELECT'),
    check: async (card, what) => expectRefusedBy(await card.extended(GET_INFO), what),
  }),
  cardRule<number>({
    id: 'nfc.message.chaining',
    level: 'MUST',
    says: 'A request sent in chained short APDUs of any size is answered like the same request in one extended APDU.',
    spec: section('11.3.4'),
    runs: 40,
    input: 'partLength',
    cases: () => fc.integer({ min: 20, max: 255 }),
    check: async (card, chunk, context) => {
      await card.selected();
      const request = longRequest(context, 8);
      const whole = await card.extended(request);
      expectSame(
        whole,
        await card.chained(request, chunk),
        `the answer to chained parts of ${chunk} bytes as in one APDU`,
      );
    },
  }),
  cardRule<number>({
    id: 'nfc.message.get-response',
    level: 'MUST',
    says: 'A long answer to a short APDU comes in parts by 61xx and GET RESPONSE, whole whatever the size of the parts.',
    spec: section('11.3.4'),
    runs: 50,
    input: 'le',
    cases: () => fc.oneof(fc.constant(256), fc.integer({ min: 16, max: 256 })),
    check: async (card, ne) => {
      await card.selected();
      const whole = await card.extended(GET_INFO);
      expectSame(whole, await card.chained(GET_INFO, 255, ne), `the answer in parts of ${ne} bytes as in one APDU`);
    },
  }),
  cardRule<string>({
    id: 'nfc.message.extended-in-one',
    level: 'MUST',
    says: 'An extended APDU that allows it is answered in one piece.',
    spec: section('11.3.4'),
    runs: 1,
    cases: () => fc.constant('authenticatorGetInfo in an extended APDU'),
    check: async (card, what) => {
      await card.selected();
      const { data, sw } = await card.extended(GET_INFO);
      if (sw !== statusWord.OK || data[0] !== 0)
        throw new Violation(`${what} to be answered 9000 in one piece`, swText(sw));
    },
  }),
  cardRule<string>({
    id: 'nfc.message.ctap-error',
    level: 'MUST',
    says: 'A CTAP2 error travels as a status byte under status word 9000.',
    spec: section('11.3.5.1'),
    runs: 1,
    cases: () => fc.constant('CTAP2 command 0x3f, which is not defined'),
    check: async (card, what) => {
      await card.selected();
      const { data, sw } = await card.extended(Uint8Array.of(0x3f));
      if (sw !== statusWord.OK || data.length !== 1 || data[0] === 0) {
        throw new Violation(`${what} to be answered with one status byte and 9000`, `${toHex(data)}, ${swText(sw)}`);
      }
    },
  }),
  cardRule<string>({
    id: 'nfc.chain.broken',
    level: 'MUST',
    says: 'A chain that another command breaks is forgotten: what was sent of it is no part of a later request.',
    spec: section('11.3.4'),
    runs: 1,
    cases: () => fc.constant('half a chain, SELECT, then authenticatorGetInfo'),
    check: async (card) => {
      await card.selected();
      await card.apdu({ cla: 0x90, ins: 0x10, data: new Uint8Array(40).fill(0x02) });
      await card.selected();
      const { data, sw } = await card.chained(GET_INFO);
      if (sw !== statusWord.OK || data[0] !== 0) {
        throw new Violation(
          'authenticatorGetInfo to be served after a broken chain',
          `${statusName(data[0] ?? 0x7f)}, ${swText(sw)}`,
        );
      }
    },
  }),
  cardRule<string>({
    id: 'nfc.keepalive.only-when-asked',
    level: 'MUST',
    says: 'A client that does not say it understands NFCCTAP_GETRESPONSE never sees status word 9100.',
    spec: section('11.3.5.2'),
    needs: { presence: 'withheld', touches: 1, waitMs: 31_000 },
    runs: 1,
    cases: () => fc.constant('a command that needs a touch, with P1 00 and no touch'),
    check: async (card, what, context) => {
      const request = await waitingRequest(context);
      await card.selected();
      context.device.touch('withhold');
      const { sw } = await card.extended(request, 0x00);
      if (sw >>> 8 === 0x91) throw new Violation(`${what} to be answered with its result`, swText(sw));
    },
  }),
  cardRule<string>({
    id: 'nfc.keepalive.cancel',
    level: 'MUST',
    says: 'A command that told of its wait with 9100 is cancelled by NFCCTAP_GETRESPONSE with P1 11 and answers CTAP2_ERR_KEEPALIVE_CANCEL.',
    spec: section('11.3.5.2'),
    needs: { presence: 'withheld', touches: 1, waitMs: 1000 },
    runs: 1,
    cases: () => fc.constant('a command that needs a touch, with P1 80 and no touch, then cancel'),
    check: async (card, _what, context) => {
      const request = await waitingRequest(context);
      await card.selected();
      context.device.touch('withhold');
      const waits = await card.extended(request, 0x80);
      // A key may finish without telling of its wait; then there is nothing to cancel.
      if (waits.sw >>> 8 !== 0x91) return;
      const { data, sw } = await card.apdu({ cla: 0x80, ins: 0x11, p1: 0x11, le: 256 });
      if (sw !== statusWord.OK || data[0] !== ctapStatus.CTAP2_ERR_KEEPALIVE_CANCEL) {
        throw new Violation('CTAP2_ERR_KEEPALIVE_CANCEL (0x2d) and 9000', `${toHex(data)}, ${swText(sw)}`);
      }
    },
  }),
  cardRule<string>({
    id: 'nfc.u2f.same-applet',
    level: 'MUST',
    says: 'A key that lists U2F_V2 serves U2F on the same applet.',
    spec: section('11.3.3'),
    runs: 1,
    applies: ({ info }) => info.versions.includes('U2F_V2') || 'the key does not list U2F_V2',
    cases: () => fc.constant('U2F_VERSION'),
    check: async (card) => {
      await card.selected();
      const { data, sw } = await card.apdu({ cla: 0, ins: 3, le: 256 });
      if (sw !== statusWord.OK || fromUtf8(data) !== 'U2F_V2') {
        throw new Violation('U2F_V2 and 9000', `${toHex(data)}, ${swText(sw)}`);
      }
    },
  }),
  cardRule<string>({
    id: 'nfc.control.deselects',
    level: 'SHOULD',
    says: 'NFCCTAP_CONTROL with P1 01 ends the session: the applet must be selected anew.',
    spec: section('11.3.5.3'),
    runs: 1,
    cases: () => fc.constant('NFCCTAP_CONTROL 01, then authenticatorGetInfo'),
    check: async (card) => {
      await card.selected();
      const { sw } = await card.apdu({ cla: 0x80, ins: 0x12, p1: 0x01 });
      if (sw !== statusWord.OK) throw new Violation('NFCCTAP_CONTROL to be answered 9000', swText(sw));
      expectRefusedBy(await card.extended(GET_INFO), 'authenticatorGetInfo after the session ended');
    },
  }),
  ...cardRefusals<number>({
    id: 'nfc.apdu.unknown-class',
    says: 'An APDU of a class that the applet does not know is refused.',
    spec: section('11.3.4'),
    runs: 2,
    input: 'cla',
    cases: () => [0xb0, 0x40],
    words: [statusWord.CLA_NOT_SUPPORTED],
    provoke: async (card, cla) => {
      await card.selected();
      return {
        answer: await card.apdu({ cla, ins: 0x10, data: GET_INFO, le: 256 }),
        what: `class 0x${cla.toString(16)}`,
      };
    },
  }),
  ...cardRefusals<number>({
    id: 'nfc.apdu.unknown-instruction',
    says: 'An APDU with an instruction that the applet does not know is refused.',
    spec: section('11.3.4'),
    runs: 2,
    input: 'ins',
    cases: () => [0x77, 0x44],
    words: [statusWord.INS_NOT_SUPPORTED],
    provoke: async (card, ins) => {
      await card.selected();
      return {
        answer: await card.apdu({ cla: 0x80, ins, data: GET_INFO, le: 256 }),
        what: `instruction 0x${ins.toString(16)}`,
      };
    },
  }),
  ...cardRefusals<'short' | 'long'>({
    id: 'nfc.apdu.wrong-length',
    // the runtime of a Java Card may pass over it before the applet sees it
    level: 'SHOULD',
    says: 'An APDU whose Lc does not fit its data is refused.',
    spec: section('11.3.4'),
    runs: 2,
    input: 'lc',
    cases: () => ['long', 'short'],
    words: [statusWord.WRONG_LENGTH],
    provoke: async (card, manner) => {
      await card.selected();
      const lc = manner === 'long' ? 9 : 1;
      const apdu = Uint8Array.of(0x80, 0x10, 0, 0, lc, 4, 4, 4, 4);
      return { answer: await card.bytes(apdu), what: `Lc ${lc} before 4 bytes of data` };
    },
  }),
  cardRule<string>({
    id: 'nfc.getresponse.nothing-pending',
    level: 'SHOULD',
    says: 'NFCCTAP_GETRESPONSE with nothing under way is refused.',
    spec: section('11.3.5.2'),
    runs: 1,
    cases: () => fc.constant('NFCCTAP_GETRESPONSE'),
    check: async (card, what) => {
      await card.selected();
      expectRefusedBy(await card.apdu({ cla: 0x80, ins: 0x11, le: 256 }), what);
    },
  }),
];
