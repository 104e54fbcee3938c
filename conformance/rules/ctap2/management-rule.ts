import { type Cases, overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { allOf } from '../ceremony/accounts.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import type { Made } from '../ceremony/credential.ts';
import { managesCredentials } from '../ceremony/management.ts';
import { type RefusalDefinition, refusals } from '../ceremony/refusals.ts';

/** A clause of credential management. */
export function managementSection(section: string): SpecReference[] {
  return [{ document: 'CTAP 2.3', section }];
}

/** A rule over credential management: what it made is deleted afterwards. */
export interface ManagementRule<T> {
  /** Without `ctap2.credential-management.`. */
  readonly id: string;
  readonly level?: Rule['level'];
  readonly says: string;
  readonly section: string;
  readonly needs?: Needs;
  readonly runs?: number;
  readonly applies?: (facts: KeyFacts) => true | string;
  /** Every one of a plain list is tried. */
  readonly cases: Cases<T>;
  /** Whatever is put into `made` is deleted at the end, come what may. */
  readonly check: (context: RuleContext, value: T, made: Made[]) => Promise<void>;
}

/** Makes a rule over credential management. */
export function managementRule<T>(definition: ManagementRule<T>): Rule {
  const { id, level = 'MUST', says, section, needs, runs = 1, applies = () => true, cases, check } = definition;
  return rule<[Record<string, T>]>({
    id: `ctap2.credential-management.${id}`,
    level,
    says,
    spec: managementSection(section),
    needs: { pin: 'set', touches: 2, ...needs },
    runs,
    applies: allOf(managesCredentials, applies),
    property: (context) =>
      overCases('case', cases, async (value) => {
        const made: Made[] = [];
        try {
          await check(context, value, made);
        } finally {
          await removeCredentials(context, made);
        }
      }),
  });
}

/** A refusal over credential management, as two rules; credentials put into `made` are deleted afterwards. */
export function managementRefusals<T>(
  definition: Omit<RefusalDefinition<T>, 'spec' | 'request' | 'after'> & {
    readonly section: string;
    readonly request: (context: RuleContext, value: T, made: Made[]) => Promise<{ what: string; bytes: Uint8Array }>;
  },
): [Rule, Rule] {
  const { id, section, needs, applies = () => true, request, ...rest } = definition;
  const made: Made[] = [];
  return refusals<T>({
    runs: 1,
    ...rest,
    id: `ctap2.credential-management.${id}`,
    spec: managementSection(section),
    needs: { pin: 'set', touches: 1, ...needs },
    applies: allOf(managesCredentials, applies),
    request: (context, value) => request(context, value, made),
    after: (context) => removeCredentials(context, made.splice(0)),
  });
}
