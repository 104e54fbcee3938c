import fc from 'fast-check';
import { toHex } from '../../../src/bytes/hex.ts';
import { decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { ctapStatus, statusName } from '../../../src/ctap2/status.ts';
import { openHidLink } from '../../../src/transport/hid/hid-link.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, NotApplicable, Violation } from '../../vocabulary/violation.ts';
import {
  allOf,
  assertionBytes,
  chooseAccount,
  drainAccounts,
  everyAccount,
  keepsAccounts,
  makeAccounts,
  nameOf,
  nextAccount,
} from '../ceremony/accounts.ts';
import { isAlwaysUv } from '../ceremony/authorize.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import type { Asserted, Made } from '../ceremony/credential.ts';
import { refusals } from '../ceremony/refusals.ts';
import { residentAccountRules } from './resident-accounts.ts';

const next: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.3' }];
const stateful: SpecReference[] = [{ document: 'CTAP 2.3', section: '6', step: 'stateful commands' }, ...next];
const GET_NEXT_ASSERTION = Uint8Array.of(0x08);
const GET_INFO = Uint8Array.of(0x04);
const TIMER_MS = 30_000;

/** Two accounts, and the first of them given: the key remembers that there is one more. */
async function begun(context: RuleContext, count = 2): Promise<{ made: Made[]; first: Asserted }> {
  const made = await makeAccounts(context, count);
  const first = await chooseAccount(context, made);
  if (first.response.userSelected === true) throw new NotApplicable('the key lets the user choose on its own display');
  return { made, first };
}

/** Duties over authenticatorGetNextAssertion (CTAP 2.3 section 6.3) and the accounts behind it. */
export const getNextAssertionRules: readonly Rule[] = [
  rule({
    id: 'ctap2.get-next-assertion.accounts.newest-first',
    level: 'MUST',
    says: 'Without an allowList every account of the relying party is given once, the newest first, and numberOfCredentials counts them.',
    spec: [{ document: 'CTAP 2.3', section: '6.2.2', step: '7' }, ...next],
    needs: { touches: 4 },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      overCases('accounts', [2, 3], async (count) => {
        const made = await makeAccounts(context, count);
        const first = await chooseAccount(context, made);
        if (first.response.userSelected === true) {
          throw new NotApplicable('the key lets the user choose on its own display');
        }
        const number = first.response.numberOfCredentials;
        expectThat(number === count, `numberOfCredentials ${count}`, `${number ?? 'none'}`);
        const all = [first];
        while (all.length < count) all.push(await nextAccount(context, made, first));
        const given = all.map(({ by }) => nameOf(by)).join(', ');
        const wanted = made.map(nameOf).reverse().join(', ');
        expectThat(given === wanted, `the accounts newest first: ${wanted}`, given);
        await removeCredentials(context, made);
      }),
  }),
  rule({
    id: 'ctap2.get-next-assertion.flags.carried',
    level: 'MUST',
    says: 'Every next assertion has the UP and UV flags that getAssertion had.',
    spec: next,
    needs: { touches: 4, pin: 'set' },
    runs: 1,
    applies: allOf(keepsAccounts, (facts) => !isAlwaysUv(facts) || 'every assertion is verified'),
    property: (context) =>
      overCases('verified', [true, false], async (verified) => {
        const made = await makeAccounts(context, 3);
        const all = await everyAccount(context, made, verified ? { verified } : {});
        // a gesture may have verified unasked
        const wanted = verified || decodeAuthenticatorData(all[0]!.response.authData).uv;
        for (const [index, { response }] of all.entries()) {
          const { uv, up } = decodeAuthenticatorData(response.authData);
          expectThat(
            up && uv === wanted,
            `UP set and UV ${wanted ? 'set' : 'clear'} in answer ${index + 1}`,
            `UP ${up ? 'set' : 'clear'} and UV ${uv ? 'set' : 'clear'}`,
          );
        }
        await removeCredentials(context, made);
      }),
  }),
  rule<[string]>({
    id: 'ctap2.get-next-assertion.client-data.carried',
    level: 'MUST',
    says: 'Every next assertion signs the clientDataHash of the getAssertion before it, not of an earlier one.',
    spec: next,
    needs: { touches: 5 },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('getAssertion over one challenge, then over another'), async () => {
        const { made } = await begun(context, 3);
        await everyAccount(context, made, { salt: 'another challenge' });
        await removeCredentials(context, made);
      }),
  }),
  ...refusals<number>({
    id: 'ctap2.get-next-assertion.past-end',
    says: 'After the last account getNextAssertion is refused.',
    spec: next,
    needs: { touches: 3 },
    runs: 1,
    applies: keepsAccounts,
    changesState: true,
    statuses: [ctapStatus.CTAP2_ERR_NOT_ALLOWED],
    cases: () => [1, 2, 3],
    request: async (context, count) => {
      const made = await makeAccounts(context, count);
      await everyAccount(context, made);
      return { what: `getNextAssertion after ${count} of ${count} accounts`, bytes: GET_NEXT_ASSERTION };
    },
    after: async (context) => forget(context),
  }),
  ...refusals<string>({
    id: 'ctap2.get-next-assertion.without-start',
    says: 'getNextAssertion is refused when no getAssertion left accounts to give.',
    spec: next,
    needs: { touches: 1 },
    runs: 1,
    changesState: true,
    statuses: [ctapStatus.CTAP2_ERR_NOT_ALLOWED],
    cases: () => fc.constant('nothing'),
    request: async (context, what) => {
      await drainAccounts(context);
      return { what: `getNextAssertion after ${what}`, bytes: GET_NEXT_ASSERTION };
    },
  }),
  rule<[string]>({
    id: 'ctap2.get-next-assertion.power-cycle.forgotten',
    level: 'MUST',
    says: 'A power cycle ends the giving of accounts.',
    spec: stateful,
    needs: { touches: 3, powerCycle: true },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('getAssertion, a power cycle, getNextAssertion'), async () => {
        const { made } = await begun(context);
        await context.device.powerCycle();
        await expectOver(context, 'getNextAssertion after a power cycle');
        await removeCredentials(context, made);
      }),
  }),
  rule<[string]>({
    id: 'ctap2.get-next-assertion.time.over',
    level: 'MUST',
    says: 'More than 30 s after the last answer getNextAssertion is refused.',
    spec: stateful,
    needs: { touches: 3, waitMs: TIMER_MS + 2_000 },
    runs: 1,
    applies: allOf(keepsAccounts, ({ powers }) => powers.wires.includes('hid') || 'the timer is optional over NFC'),
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('getAssertion, 32 s, getNextAssertion'), async () => {
        const { made } = await begun(context);
        await context.device.wait(TIMER_MS + 2_000);
        await expectOver(context, 'getNextAssertion after 32 s');
        await removeCredentials(context, made);
      }),
  }),
  rule({
    id: 'ctap2.get-next-assertion.time.enough',
    level: 'MUST',
    says: 'For 30 s after the last answer, whichever it was, the next account is given.',
    spec: stateful,
    needs: { touches: 4, waitMs: 2 * 28_000 },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      overCases('seconds', [1, 28], async (seconds) => {
        const { made, first } = await begun(context, 3);
        await context.device.wait(seconds * 1000);
        await nextAccount(context, made, first);
        await context.device.wait(seconds * 1000);
        await nextAccount(context, made, first);
        await removeCredentials(context, made);
      }),
  }),
  rule({
    id: 'ctap2.get-next-assertion.interrupted.right-or-refused',
    level: 'MUST',
    says: 'After another command getNextAssertion is refused, or still gives the account whose turn it is.',
    spec: stateful,
    needs: { touches: 4 },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      overCases('interruption', interruptionNames, async (name) => {
        const { made, first } = await begun(context, 3);
        await interruptions[name](context);
        const reply = await context.device.send(GET_NEXT_ASSERTION);
        if (reply.status !== 0) return;
        // The one after it tells which was skipped or given twice.
        const left = await nextAccount(context, made, first);
        expectThat(left.by === made[0], `the oldest account, ${nameOf(made[0]!)}, as the third`, nameOf(left.by));
        await removeCredentials(context, made);
      }),
  }),
  rule({
    id: 'ctap2.get-next-assertion.interrupted.refused',
    level: 'SHOULD',
    says: 'Another command ends the giving of accounts.',
    spec: stateful,
    needs: { touches: 3 },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      overCases('interruption', interruptionNames, async (name) => {
        const { made } = await begun(context);
        await interruptions[name](context);
        await expectOver(context, `getNextAssertion after ${name}`);
        await removeCredentials(context, made);
      }),
  }),
  otherChannel({
    id: 'refused',
    // certified keys keep one such state for all channels
    level: 'SHOULD',
    says: 'Another CTAPHID channel is given none of the accounts that one channel asked for.',
    judge: async (_context, { answer }) => {
      expectThat(answer[0] !== 0, 'getNextAssertion from another channel to be refused', 'CTAP2_OK');
    },
  }),
  otherChannel({
    id: 'owner-undisturbed',
    level: 'SHOULD',
    says: 'getNextAssertion from another CTAPHID channel does not take the accounts from the channel that asked for them.',
    judge: async (context, { made, first }) => {
      const left = await nextAccount(context, made, first);
      expectThat(left.by === made[0], `the account of ${nameOf(made[0]!)}`, nameOf(left.by));
    },
  }),
  ...residentAccountRules,
];

/** What came of getNextAssertion on another channel, while the first one has an account to come. */
interface OtherChannel {
  readonly answer: Uint8Array;
  readonly made: readonly Made[];
  readonly first: Asserted;
}

function otherChannel(definition: {
  readonly id: string;
  readonly level: Rule['level'];
  readonly says: string;
  readonly judge: (context: RuleContext, met: OtherChannel) => Promise<void>;
}): Rule {
  const { id, judge, ...common } = definition;
  return rule<[string]>({
    ...common,
    id: `ctap2.get-next-assertion.other-channel.${id}`,
    spec: stateful,
    needs: { touches: 3, wire: 'hid', channels: true },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('getNextAssertion from another channel'), async () => {
        const { device, env } = context;
        if (device.hid === undefined) throw new NotApplicable('no raw CTAPHID port');
        const { made, first } = await begun(context);
        const other = await openHidLink(device.hid, env);
        const answer = await other.ctap2(GET_NEXT_ASSERTION);
        await judge(context, { answer, made, first });
        await removeCredentials(context, made);
      }),
  });
}

/** Commands that have nothing to do with the accounts. */
const interruptions = {
  authenticatorGetInfo: async ({ device }: RuleContext): Promise<void> => {
    await device.send(GET_INFO);
  },
  'a getAssertion that found nobody': async ({ device, rpId }: RuleContext): Promise<void> => {
    await device.send(assertionBytes({ rpId: `nobody.${rpId}`, clientDataHash: new Uint8Array(32) }));
  },
} as const;

const interruptionNames = Object.keys(interruptions) as (keyof typeof interruptions)[];

async function expectOver({ device }: RuleContext, what: string): Promise<void> {
  const { status, body } = await device.send(GET_NEXT_ASSERTION);
  if (status === 0) throw new Violation(`${what} to be refused`, `CTAP2_OK and ${body.length} bytes`);
  if (body.length > 0)
    throw new Violation(`${what} to be refused with a status alone`, `${statusName(status)} and ${toHex(body)}`);
}

/** Ends what a rule began. */
async function forget({ device }: RuleContext): Promise<void> {
  await device.send(GET_INFO);
}
