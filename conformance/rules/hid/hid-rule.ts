import type { HidMessage } from '../../../src/transport/hid/assembler.ts';
import { hidErrorName } from '../../../src/transport/hid/packet.ts';
import type { Cases } from '../../vocabulary/cases.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { Needs, Rule, RuleContext, RuleDefinition } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectError, expectErrorCode, RawHid } from './raw-hid.ts';

/** A clause of the USB HID chapter. */
export function hidSection(section: string): SpecReference[] {
  return [{ document: 'CTAP 2.3', section }];
}

/** A rule over raw CTAPHID, whose cases are small readable values. */
export interface HidRuleDefinition<T> extends Omit<RuleDefinition<[T]>, 'property' | 'needs'> {
  readonly needs?: Needs;
  readonly cases: (context: RuleContext) => Cases<T>;
  /** What a case is, where its value alone does not say: `length` prints `{length: 58}`. */
  readonly input?: string;
  readonly check: (hid: RawHid, value: T, context: RuleContext) => Promise<void>;
}

/** Makes a rule over raw CTAPHID. */
export function hidRule<T>(definition: HidRuleDefinition<T>): Rule {
  const { cases, check, needs, input = 'message', ...common } = definition;
  return rule<[Record<string, T>]>({
    ...common,
    needs: { wire: 'hid', ...needs },
    property: (context) => overCases(input, cases(context), (value) => check(new RawHid(context), value, context)),
  });
}

/** What a refused message is, and the errors that the standard names for it. */
export interface HidRefusalDefinition<T> extends Omit<HidRuleDefinition<T>, 'check' | 'level'> {
  readonly level?: Rule['level'];
  /** Sends the message; gives its answer and its name. No answer, where that may be, is a refusal too. */
  readonly provoke: (
    hid: RawHid,
    value: T,
    context: RuleContext,
  ) => Promise<{ answer: HidMessage | undefined; what: string }>;
  readonly codes: readonly number[];
}

/** Two rules: the message is refused with CTAPHID_ERROR; and with the right code (SHOULD, `ID.status`). */
export function hidRefusals<T>(definition: HidRefusalDefinition<T>): [Rule, Rule] {
  const { provoke, codes, level = 'MUST', ...common } = definition;
  return [
    hidRule<T>({
      ...common,
      level,
      check: async (hid, value, context) => {
        const { answer, what } = await provoke(hid, value, context);
        if (answer !== undefined) expectError(answer, what);
      },
    }),
    hidRule<T>({
      ...common,
      id: `${common.id}.status`,
      level: 'SHOULD',
      says: `${common.says.replace(/\.$/, '')}, with ${codes.map(hidErrorName).join(' or ')}.`,
      check: async (hid, value, context) => {
        const { answer, what } = await provoke(hid, value, context);
        if (answer !== undefined) expectErrorCode(answer, codes, what);
      },
    }),
  ];
}
