import { statusWord, statusWordName } from '../../../src/transport/card/status-word.ts';
import { type Cases, overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { Violation } from '../../vocabulary/violation.ts';
import { clientDataHash } from '../ceremony/credential.ts';
import type { U2fAnswer } from './ceremony.ts';
import { applicationOf, authenticationData, u2fControl, u2fInstruction, u2fSend, u2fTouched } from './ceremony.ts';

/** A clause of the U2F raw message formats. */
export const rawMessages = (section: string): SpecReference[] => [
  { document: 'FIDO U2F Raw Message Formats 1.2', section },
];

const servesU2f = ({ info }: KeyFacts): true | string =>
  info.versions.includes('U2F_V2') || 'the key does not list U2F_V2';

/** A rule over U2F messages, whose cases are small readable values. */
export interface U2fRule<T> {
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

/** Makes a rule over U2F messages; it applies to keys that list U2F_V2. */
export function u2fRule<T>(definition: U2fRule<T>): Rule {
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
export function u2fRefusals<T>(
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

/** A challenge named by its rule and a salt. */
export const challenge = (context: RuleContext, salt: string): Uint8Array => clientDataHash(context, `u2f ${salt}`);

/** An authentication for a key handle that a rule spoiled or borrowed, sent once. */
export function authenticateWith(
  context: RuleContext,
  rpId: string,
  keyHandle: Uint8Array,
  p1: number,
): Promise<U2fAnswer> {
  return u2fSend(context.device, u2fInstruction.AUTHENTICATE, p1, borrowed(context, rpId, keyHandle));
}

/** The same with presence enforced, asked again until the touch has come. */
export function authenticateTouched(context: RuleContext, rpId: string, keyHandle: Uint8Array): Promise<U2fAnswer> {
  const data = borrowed(context, rpId, keyHandle);
  return u2fTouched(context.device, u2fInstruction.AUTHENTICATE, u2fControl.ENFORCE, data);
}

function borrowed(context: RuleContext, rpId: string, keyHandle: Uint8Array): Uint8Array {
  return authenticationData(challenge(context, 'borrowed'), applicationOf(rpId), keyHandle);
}
