import fc from 'fast-check';
import { concat, equalBytes, fromUtf8 } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { credProtectLevel } from '../../../src/ctap2/extensions.ts';
import { encodeApdu } from '../../../src/transport/card/apdu.ts';
import { statusWord, statusWordName } from '../../../src/transport/card/status-word.ts';
import { verifyAssertionBytes } from '../../../src/verifier/webauthn/verify-assertion-bytes.ts';
import type { Cases } from '../../vocabulary/cases.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { clientDataHash, makeCredential, soundAssertionRequest } from '../ceremony/credential.ts';
import type { U2fAnswer } from './ceremony.ts';
import {
  applicationOf,
  authenticationData,
  u2fAuthenticate,
  u2fControl,
  u2fInstruction,
  u2fRegister,
  u2fSend,
} from './ceremony.ts';

const rawMessages = (section: string): SpecReference[] => [{ document: 'FIDO U2F Raw Message Formats 1.2', section }];
const interop: SpecReference[] = [{ document: 'CTAP 2.3', section: '10.3' }];

const servesU2f = ({ info }: KeyFacts): true | string =>
  info.versions.includes('U2F_V2') || 'the key does not list U2F_V2';

interface U2fRule<T> {
  readonly id: string;
  readonly level?: Rule['level'];
  readonly says: string;
  readonly spec: readonly SpecReference[];
  readonly needs?: Needs;
  readonly runs?: number;
  readonly applies?: (facts: KeyFacts) => true | string;
  readonly cases: Cases<T>;
  /** What a case is, where its value alone does not say. */
  readonly input?: string;
  readonly check: (context: RuleContext, value: T) => Promise<void>;
}

function u2fRule<T>(definition: U2fRule<T>): Rule {
  const { id, level = 'MUST', says, spec, needs = {}, runs = 3, applies, cases, check, input = 'message' } = definition;
  return rule<[Record<string, T>]>({
    id: `u2f.${id}`,
    level,
    says,
    spec,
    needs,
    runs,
    applies: (facts) => {
      const served = servesU2f(facts);
      return served === true && applies !== undefined ? applies(facts) : served;
    },
    property: (context) => overCases(input, cases, (value) => check(context, value)),
  });
}

/** A refusal and its exact status word, as two rules. */
function u2fRefusals<T>(
  definition: Omit<U2fRule<T>, 'check' | 'level'> & {
    readonly provoke: (context: RuleContext, value: T) => Promise<{ answer: U2fAnswer; what: string }>;
    readonly words: readonly number[];
  },
): [Rule, Rule] {
  const { provoke, words, ...common } = definition;
  const named = words.map(statusWordName).join(' or ');
  return [
    u2fRule<T>({
      ...common,
      check: async (context, value) => {
        const { answer, what } = await provoke(context, value);
        if (answer.sw === statusWord.OK)
          throw new Violation(`${what} to be refused`, `9000 with ${answer.data.length} bytes`);
      },
    }),
    u2fRule<T>({
      ...common,
      id: `${common.id}.status`,
      level: 'SHOULD',
      says: `${common.says.replace(/\.$/, '')}, with ${named}.`,
      check: async (context, value) => {
        const { answer, what } = await provoke(context, value);
        if (answer.sw !== statusWord.OK && !words.includes(answer.sw)) {
          throw new Violation(`${what} to be refused with ${named}`, statusWordName(answer.sw));
        }
      },
    }),
  ];
}

const challenge = (context: RuleContext, salt: string): Uint8Array => clientDataHash(context, `u2f ${salt}`);

/** Authentication with presence enforced for a key handle that a rule spoiled or borrowed. */
async function authenticateWith(
  context: RuleContext,
  rpId: string,
  keyHandle: Uint8Array,
  p1: number,
): Promise<U2fAnswer> {
  const data = authenticationData(challenge(context, 'borrowed'), applicationOf(rpId), keyHandle);
  return u2fSend(context.device, u2fInstruction.AUTHENTICATE, p1, data);
}

/** The rules over CTAP1/U2F and its interplay with CTAP2. */
export const u2fRules: readonly Rule[] = [
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
      const p1 = control === 'enforce' ? u2fControl.ENFORCE : u2fControl.CHECK_ONLY;
      const { sw } = await authenticateWith(context, `other.${context.rpId}`, keyHandle, p1);
      if (sw === statusWord.OK || sw === statusWord.CONDITIONS_NOT_SATISFIED) {
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
      const answer = await authenticateWith(context, context.rpId, keyHandle, u2fControl.ENFORCE);
      return { answer, what: `a key handle with bit ${bit} flipped` };
    },
  }),
  u2fRule<'register' | 'authenticate'>({
    id: 'presence.required',
    says: 'Without a touch nothing is registered and nothing is signed: the answer is 6985.',
    spec: rawMessages('4.2'),
    needs: { touches: 1, presence: 'withheld', waitMs: 1000 },
    runs: 2,
    cases: ['register', 'authenticate'],
    check: async (context, message) => {
      const { device } = context;
      const { keyHandle } = await u2fRegister(device, context.rpId, challenge(context, 'presence'));
      device.touch('withhold');
      const answer =
        message === 'register'
          ? await u2fSend(
              device,
              u2fInstruction.REGISTER,
              0,
              concat(challenge(context, 'no touch'), applicationOf(context.rpId)),
            )
          : await authenticateWith(context, context.rpId, keyHandle, u2fControl.ENFORCE);
      if (answer.sw !== statusWord.CONDITIONS_NOT_SATISFIED) {
        throw new Violation(`U2F ${message} without a touch to be answered 6985`, statusWordName(answer.sw));
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
  u2fRule<number>({
    id: 'interop.used-through-ctap2',
    says: 'A credential registered through U2F answers authenticatorGetAssertion for the same relying party.',
    spec: interop,
    needs: { touches: 2 },
    input: 'serial',
    cases: fc.integer({ min: 1, max: 1000 }),
    check: async (context, serial) => {
      const registration = await u2fRegister(context.device, context.rpId, challenge(context, `interop ${serial}`));
      const request = await soundAssertionRequest(context, {
        allowList: [{ id: registration.keyHandle, type: 'public-key' }],
        salt: `${serial}`,
      });
      const response = await context.device.client.getAssertion(request);
      const verdict = verifyAssertionBytes({
        authenticatorData: response.authData,
        signature: response.signature,
        clientDataHash: request.clientDataHash,
        rpId: request.rpId,
        publicKey: registration.key,
      });
      if (verdict.kind === 'rejected') {
        throw new Violation(
          'an assertion by the key that was registered through U2F',
          `${verdict.code}: ${verdict.because}`,
        );
      }
    },
  }),
  u2fRule<2 | 3>({
    id: 'interop.cred-protect',
    says: 'A credential made with credProtect level 3 is not usable through U2F, which cannot verify a user.',
    spec: [{ document: 'CTAP 2.3', section: '12.1' }],
    needs: { touches: 2 },
    runs: 1,
    applies: ({ info }) => info.extensions.includes('credProtect') || 'the key has no credProtect',
    input: 'level',
    cases: fc.constant(3),
    check: async (context) => {
      const made = await makeCredential(context, {
        extensions: new Map([['credProtect', credProtectLevel.userVerificationRequired]]),
        salt: 'u2f protect',
      });
      if (made.judged.extensions?.get('credProtect') !== credProtectLevel.userVerificationRequired) {
        throw new NotApplicable('the key did not take credProtect level 3');
      }
      if (made.descriptor.id.length > 255) throw new NotApplicable('the credential id is too long for U2F');
      const answer = await authenticateWith(context, context.rpId, made.descriptor.id, u2fControl.ENFORCE);
      if (answer.sw === statusWord.OK) {
        throw new Violation('a credential with credProtect level 3 to be refused over U2F', '9000 and a signature');
      }
    },
  }),
  u2fRule<number>({
    id: 'interop.one-counter',
    says: 'The counter of one credential does not go back between its uses through U2F and through CTAP2.',
    spec: interop,
    needs: { touches: 4 },
    input: 'rounds',
    cases: fc.integer({ min: 1, max: 3 }),
    check: async (context, rounds) => {
      const { device } = context;
      const registration = await u2fRegister(device, context.rpId, challenge(context, 'one counter'));
      let last = -1;
      for (let round = 0; round < rounds; round += 1) {
        const byU2f = await u2fAuthenticate(device, registration, challenge(context, `round ${round}`));
        const request = await soundAssertionRequest(context, {
          allowList: [{ id: registration.keyHandle, type: 'public-key' }],
          salt: `round ${round}`,
        });
        const response = await device.client.getAssertion(request);
        const verdict = verifyAssertionBytes({
          authenticatorData: response.authData,
          signature: response.signature,
          clientDataHash: request.clientDataHash,
          rpId: request.rpId,
          publicKey: registration.key,
        });
        const byCtap2 = verdict.kind === 'accepted' ? verdict.signCount : byU2f.counter;
        const grows = byU2f.counter > last && byCtap2 > byU2f.counter;
        const isAlwaysZero = byU2f.counter === 0 && byCtap2 === 0;
        if (!grows && !isAlwaysZero) {
          throw new Violation(
            `counters that grow from ${last}`,
            `${byU2f.counter} through U2F, then ${byCtap2} through CTAP2`,
          );
        }
        last = byCtap2;
      }
    },
  }),
];
