import { concat } from '../../../src/bytes/bytes.ts';
import type { AssertionHooks } from '../../../src/ceremonies/hooks.ts';
import { soundAssertionVariant } from '../../../src/ceremonies/make-assertion.ts';
import { overCases } from '../../vocabulary/cases.ts';
import { type PartyRule, partyRule } from '../../vocabulary/party-rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { plainAccount } from './accepts-assertions.ts';
import { canRegister } from './accepts-registrations.ts';
import { askOf, plainestCase, variantOf } from './cases.ts';
import { clause } from './clauses.ts';
import { expectAccepted } from './expect.ts';

/** Client data as a client may write it, though few do. */
interface Writing {
  readonly name: string;
  /** What client data has, for people. */
  readonly says: string;
  /** Where the standard says so, at a registration and at an assertion. */
  readonly registration: readonly SpecReference[];
  readonly assertion: readonly SpecReference[];
  readonly hooks: Pick<AssertionHooks, 'clientData' | 'clientDataBytes'>;
}

const parsed = [clause('5.8.1')];

const writings: readonly Writing[] = [
  {
    name: 'unknown-members',
    says: 'Client data with members that no standard names',
    registration: parsed,
    assertion: parsed,
    hooks: {
      clientData: (sound) =>
        new Map([...sound, ['other_keys_can_be_added_here', 'do not compare'], ['future', { nested: [1, null] }]]),
    },
  },
  {
    name: 'another-order',
    says: 'Client data with its members in another order',
    registration: parsed,
    assertion: parsed,
    hooks: { clientData: (sound) => new Map([...sound].reverse()) },
  },
  {
    name: 'byte-order-mark',
    says: 'Client data with a byte order mark before it, which decoding drops,',
    registration: [clause('7.1', '5')],
    assertion: [clause('7.2', '8')],
    hooks: { clientDataBytes: (sound) => concat(Uint8Array.of(0xef, 0xbb, 0xbf), sound) },
  },
  {
    name: 'no-cross-origin',
    says: 'Client data without crossOrigin, as clients of Level 1 write it,',
    registration: [clause('7.1', '10'), clause('5.8.1')],
    assertion: [clause('7.2', '13'), clause('5.8.1')],
    hooks: { clientData: (sound) => new Map([...sound].filter(([member]) => member !== 'crossOrigin')) },
  },
];

function acceptsInRegistration({ name, says, registration, hooks }: Writing): PartyRule {
  return partyRule({
    id: `verifier.registration.accepts.client-data.${name}`,
    level: 'MUST',
    says: `${says} is accepted in a registration.`,
    spec: registration,
    applies: canRegister,
    property: ({ facts, tools }) =>
      overCases('registration', [plainestCase(facts)!], async (one) => {
        await tools.requireSound(askOf(one), variantOf(one));
        const { verdict } = await tools.register(askOf(one), variantOf(one), hooks);
        expectAccepted(verdict, 'registration');
      }),
  });
}

function acceptsInAssertion({ name, says, assertion, hooks }: Writing): PartyRule {
  return partyRule({
    id: `verifier.assertion.accepts.client-data.${name}`,
    level: 'MUST',
    says: `${says} is accepted in an assertion.`,
    spec: assertion,
    applies: canRegister,
    property: (context) =>
      overCases('credential', [plainestCase(context.facts)!], async () => {
        const account = await plainAccount(context);
        const { verdict } = await context.tools.assert(account, {}, soundAssertionVariant(), hooks);
        expectAccepted(verdict, 'assertion');
      }),
  });
}

/** What a party must read in client data of registrations. */
export const acceptsRegistrationClientData: readonly PartyRule[] = writings.map(acceptsInRegistration);
/** What a party must read in client data of assertions. */
export const acceptsAssertionClientData: readonly PartyRule[] = writings.map(acceptsInAssertion);
