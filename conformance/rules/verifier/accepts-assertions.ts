import fc from 'fast-check';
import { soundAssertionVariant } from '../../../src/ceremonies/make-assertion.ts';
import type { AssertionVariant, RegistrationVariant } from '../../../src/ceremonies/variant.ts';
import { overCases } from '../../vocabulary/cases.ts';
import { type PartyContext, type PartyRule, partyRule } from '../../vocabulary/party-rule.ts';
import type { Account, AssertionAsk } from '../../vocabulary/party-tools.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { algorithmNames, canRegister } from './accepts-registrations.ts';
import { askOf, plainestCase, type RegistrationCase, variantOf } from './cases.ts';
import { clause } from './clauses.ts';
import { expectAccepted } from './expect.ts';

/** An account of the plainest kind. */
export function plainAccount(
  { facts, tools }: Pick<PartyContext, 'facts' | 'tools'>,
  overrides: Partial<RegistrationVariant> = {},
): Promise<Account> {
  const one = plainestCase(facts)!;
  return tools.account(askOf(one), variantOf(one, overrides));
}

const acceptsSound = partyRule({
  id: 'verifier.assertion.accepts.sound',
  level: 'MUST',
  says: 'A sound assertion is accepted.',
  spec: [clause('7.2', '25')],
  sanity: true,
  applies: canRegister,
  property: ({ facts, tools }) =>
    overCases('credential', [plainestCase(facts)!], async (one) => {
      const account = await tools.account(askOf(one), variantOf(one));
      const { verdict } = await tools.assert(account, {}, soundAssertionVariant());
      expectAccepted(verdict, 'assertion');
    }),
});

function acceptsAlgorithm({ alg, name, title }: (typeof algorithmNames)[number]): PartyRule {
  return partyRule({
    id: `verifier.assertion.accepts.algorithm.${name}`,
    level: 'MUST',
    says: `A signature of ${title} is accepted by a party that took a credential of ${title}.`,
    spec: [clause('7.2', '21'), clause('6.5.5')],
    applies: (facts) => plainestCase(facts, { algorithms: [alg] }) !== undefined || `it does not take ${title}`,
    property: ({ facts, tools }) =>
      overCases('credential', [plainestCase(facts, { algorithms: [alg] })!], async (one: RegistrationCase) => {
        const account = await tools.account(askOf(one), variantOf(one));
        const { verdict } = await tools.assert(account, {}, soundAssertionVariant());
        expectAccepted(verdict, 'assertion');
      }),
  });
}

const acceptsFlags = partyRule({
  id: 'verifier.assertion.accepts.flags',
  level: 'MUST',
  says: 'An assertion is accepted with UV set, and without UV where user verification is not required.',
  spec: [clause('7.2', '17')],
  applies: canRegister,
  property: (context) =>
    overCases('flags', [{ userVerified: true }, { userVerified: false }], async (flags) => {
      const { party, tools } = context;
      const account = await plainAccount(context);
      const begun = await tools.beginAssertion(account.username, { userVerification: 'discouraged' });
      if (begun.options.userVerification === 'required' && !flags.userVerified) {
        throw new NotApplicable('its options always require UV');
      }
      const body = await tools.makeAssertion(begun, account.credential, soundAssertionVariant(flags));
      expectAccepted(await party.assertionResult(body), 'assertion');
    }),
});

const acceptsBackupState = partyRule({
  id: 'verifier.assertion.accepts.backup-state',
  level: 'MUST',
  says: 'Assertions of a credential that is eligible for backup are accepted, whether BS is set now or not.',
  spec: [clause('7.2', '18'), clause('6.1.3')],
  applies: canRegister,
  property: (context) =>
    overCases('backupStates', [[false, true, false] as const], async (states) => {
      const account = await plainAccount(context, { backupEligible: true });
      for (const backupState of states) await sign(context, account, { backupState });
    }),
});

const acceptsCounters = partyRule({
  id: 'verifier.assertion.accepts.counters',
  level: 'MUST',
  says: 'A counter that stays zero for ever is accepted, and one that grows by any step.',
  spec: [clause('7.2', '22'), clause('6.1.1')],
  runs: 2,
  applies: canRegister,
  property: (context) =>
    Object.assign(
      fc.asyncProperty(
        fc.record({
          first: fc.nat({ max: 1_000_000 }),
          steps: fc.array(fc.integer({ min: 1, max: 1 << 28 }), { minLength: 1, maxLength: 4 }),
        }),
        ({ first, steps }) => counting(context, first, steps),
      ),
      { examples: counters },
    ),
});

/** For ever zero; one by one; from zero upwards; to the end. */
const counters: [{ first: number; steps: number[] }][] = [
  [{ first: 0, steps: [0, 0, 0] }],
  [{ first: 1, steps: [1, 1, 1] }],
  [{ first: 0, steps: [1, 1000] }],
  [{ first: 1, steps: [0x7fff_fffe, 0x7fff_fffe] }],
];

async function counting(context: PartyContext, signCount: number, steps: readonly number[]): Promise<void> {
  const account = await plainAccount(context, { signCount });
  for (const counterStep of steps) await sign(context, account, { counterStep });
}

const acceptsUserHandle = partyRule({
  id: 'verifier.assertion.accepts.user-handle',
  level: 'MUST',
  says: 'An assertion of a credential that the options list is accepted with the user handle of its account and without one.',
  spec: [clause('7.2', '6')],
  applies: canRegister,
  property: (context) =>
    overCases('response', [{ userHandle: false }, { userHandle: true }], async ({ userHandle }) => {
      const account = await plainAccount(context);
      const begun = await context.tools.beginAssertion(account.username, {});
      if ((begun.options.allowCredentials ?? []).length === 0 && !userHandle) {
        throw new NotApplicable('its options list no credentials, so a user handle is due');
      }
      const body = await context.tools.makeAssertion(begun, account.credential, soundAssertionVariant({ userHandle }));
      expectAccepted(await context.party.assertionResult(body), 'assertion');
    }),
});

const acceptsEach = partyRule({
  id: 'verifier.assertion.accepts.each-credential',
  // A party may let a new credential take the place of the old one.
  level: 'SHOULD',
  says: 'A user with several credentials may sign in with each of them.',
  spec: [clause('7.2', '5')],
  applies: canRegister,
  property: (context) =>
    overCases('credential', [plainestCase(context.facts)!], async (one) => {
      const { tools } = context;
      const first = await tools.account(askOf(one), variantOf(one));
      const second = await tools.account({ ...askOf(one), username: first.username }, variantOf(one));
      for (const account of [second, first, second]) await sign(context, account, { userHandle: true });
    }),
});

async function sign(
  { tools }: PartyContext,
  account: Account,
  variant: Partial<AssertionVariant>,
  ask: AssertionAsk = {},
): Promise<void> {
  const { verdict } = await tools.assert(account, ask, soundAssertionVariant(variant));
  expectAccepted(verdict, 'assertion');
}

/** What a party must take in an assertion. */
export const acceptsAssertions: readonly PartyRule[] = [
  acceptsSound,
  ...algorithmNames.map(acceptsAlgorithm),
  acceptsFlags,
  acceptsBackupState,
  acceptsCounters,
  acceptsUserHandle,
  acceptsEach,
];
