import fc from 'fast-check';
import { statusName } from '../../../src/ctap2/status.ts';
import { type Cases, overCases } from '../../vocabulary/cases.ts';
import type { Rule, RuleContext, RuleDefinition } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import { expectRefused, expectStatus, expectUnchanged, observableState } from './refusal.ts';

/** Requests that a key must refuse, and the statuses the standard names for it. */
export interface RefusalDefinition<T> extends Omit<RuleDefinition<[T]>, 'property' | 'level'> {
  /** Which requests, as small readable values; the simplest first. Every one of a plain list is tried. */
  readonly cases: (context: RuleContext) => Cases<T>;
  /** The request of a case: what is sent, and what it is called in an accusation. Set-up happens here. */
  readonly request: (context: RuleContext, value: T) => Promise<{ readonly what: string; readonly bytes: Uint8Array }>;
  /** The statuses that the standard allows for it. */
  readonly statuses: readonly number[];
  /** Level of the duty to refuse; the exact byte is always a SHOULD. */
  readonly level?: Rule['level'];
  /** What to undo afterwards. */
  readonly after?: (context: RuleContext) => Promise<void>;
  /** getInfo may change, as with counters of tries; then it is not compared. */
  readonly changesState?: boolean;
}

/** Two rules from one definition: `ID` – the request is refused and changes nothing; `ID.status` – with the right byte. */
export function refusals<T>(definition: RefusalDefinition<T>): [Rule, Rule] {
  const { cases, request, statuses, after, changesState, level = 'MUST', ...common } = definition;
  const sends =
    (judge: (context: RuleContext, value: T) => Promise<void>) =>
    (context: RuleContext): fc.IAsyncProperty<[T]> | fc.IAsyncProperty<[Record<string, T>]> => {
      const check = async (value: T): Promise<void> => {
        try {
          await judge(context, value);
        } finally {
          await after?.(context);
        }
      };
      const values = cases(context);
      return values instanceof fc.Arbitrary ? fc.asyncProperty(values, check) : overCases('request', values, check);
    };
  return [
    rule<[T] | [Record<string, T>]>({
      ...common,
      level,
      property: sends(async (context, value) => {
        const { what, bytes } = await request(context, value);
        const before = changesState === true ? undefined : await observableState(context.device);
        expectRefused(await context.device.send(bytes), what);
        if (before !== undefined) await expectUnchanged(context.device, before, what);
      }),
    }),
    rule<[T] | [Record<string, T>]>({
      ...common,
      id: `${common.id}.status`,
      level: 'SHOULD',
      says: `${common.says.replace(/\.$/, '')}, by ${statuses.map(statusName).join(' or ')}.`,
      property: sends(async (context, value) => {
        const { what, bytes } = await request(context, value);
        expectStatus(await context.device.send(bytes), statuses, what);
      }),
    }),
  ];
}
