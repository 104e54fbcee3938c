import fc from 'fast-check';
import type { Rule } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat } from '../../vocabulary/violation.ts';
import {
  allOf,
  claims21,
  everyAccount,
  keepsAccounts,
  makeAccounts,
  nameOf,
  partyFor,
  people,
} from '../ceremony/accounts.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import { makeCredential } from '../ceremony/credential.ts';

const storing: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.1.2', step: '17' }];

/** Duties over which accounts there are to give. */
export const residentAccountRules: readonly Rule[] = [
  rule<[string]>({
    id: 'ctap2.get-next-assertion.accounts.discoverable-only',
    level: 'MUST',
    says: 'A credential that is not discoverable leaves the same user’s discoverable one alone, and is no account itself.',
    spec: storing,
    needs: { touches: 3 },
    runs: 1,
    // CTAP 2.0 let a key make a discoverable credential unasked.
    applies: allOf(keepsAccounts, claims21),
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('a discoverable credential, then one that is not'), async () => {
        const [account] = await makeAccounts(context, 1);
        await makeCredential(context, { rpId: account!.rpId, user: people[0]! });
        const all = await everyAccount(context, [account!]);
        expectThat(all.length === 1, 'one account', `${all.length}`);
        await removeCredentials(context, [account!]);
      }),
  }),
  rule<[string]>({
    id: 'ctap2.get-next-assertion.accounts.parties-apart',
    level: 'MUST',
    says: 'One user.id at two relying parties is two accounts, each found at its own.',
    spec: storing,
    needs: { touches: 4 },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('one user.id at two relying parties'), async () => {
        const here = await makeAccounts(context, 1, { rpId: partyFor(context, 'here') });
        const there = await makeAccounts(context, 1, { rpId: partyFor(context, 'there') });
        await everyAccount(context, here);
        await everyAccount(context, there);
        await removeCredentials(context, [...here, ...there]);
      }),
  }),
  rule<[string]>({
    id: 'ctap2.get-next-assertion.accounts.power-cycle',
    level: 'MUST',
    says: 'Discoverable credentials survive a power cycle, in their order.',
    spec: storing,
    needs: { touches: 4, powerCycle: true },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('an account, a power cycle, another account'), async () => {
        const rpId = partyFor(context, 2);
        const made = await makeAccounts(context, 1, { rpId });
        await context.device.powerCycle();
        made.push(await makeCredential(context, { rk: true, rpId, user: people[1]!, salt: 'second' }));
        const given = (await everyAccount(context, made)).map(({ by }) => nameOf(by)).join(', ');
        const wanted = made.map(nameOf).reverse().join(', ');
        expectThat(given === wanted, `the accounts newest first: ${wanted}`, given);
        await removeCredentials(context, made);
      }),
  }),
];
