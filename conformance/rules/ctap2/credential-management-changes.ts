import { utf8 } from '../../../src/bytes/bytes.ts';
import { credentialManagementSubCommand as subCommands } from '../../../src/ctap2/credential-management.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { expectThat } from '../../vocabulary/violation.ts';
import { assertionBytes, chooseAccount, claims21, makeAccounts, people } from '../ceremony/accounts.ts';
import { getAssertion, type Made, makeCredential, soundAssertionRequest } from '../ceremony/credential.ts';
import {
  countsOf,
  entryOf,
  isListed,
  listCredentials,
  manage,
  managementBytes,
  managementRequest,
  managementToken,
} from '../ceremony/management.ts';
import { expectRefused } from '../ceremony/refusal.ts';
import { managementRefusals, managementRule } from './management-rule.ts';

const DELETE = '6.8.5';
const UPDATE = '6.8.6';

const remove = (context: RuleContext, { descriptor }: Made): Promise<unknown> =>
  manage(context, subCommands.deleteCredential, { credentialID: descriptor });

/** Which of so many accounts is deleted. */
const oneOf = [
  { accounts: 1, deleted: 1 },
  { accounts: 2, deleted: 1 },
  { accounts: 3, deleted: 2 },
] as const;

/** Which names an update gives; the others are left out or empty. */
interface Names {
  readonly name: 'new' | 'absent' | 'empty';
  readonly displayName: 'new' | 'absent' | 'empty';
}

function namesOf(given: Names): { name?: string; displayName?: string } {
  const text = { new: (value: string) => value, empty: () => '', absent: () => undefined } as const;
  const name = text[given.name]('new@example.com');
  const displayName = text[given.displayName]('New Name');
  return { ...(name === undefined ? {} : { name }), ...(displayName === undefined ? {} : { displayName }) };
}

async function update(context: RuleContext, made: Made, given: Names): Promise<void> {
  const user = { id: made.user.id, ...namesOf(given) };
  await manage(context, subCommands.updateUserInformation, { credentialID: made.descriptor, user });
}

/** Duties over deleteCredential and updateUserInformation. */
export const managementChangeRules: readonly Rule[] = [
  managementRule<{ accounts: number; deleted: number }>({
    id: 'delete.counted',
    says: 'Deleting a credential takes one from existingResidentCredentialsCount.',
    section: DELETE,
    needs: { touches: 3 },
    cases: oneOf,
    check: async (context, { accounts, deleted }, made) => {
      made.push(...(await makeAccounts(context, accounts)));
      const before = await countsOf(context);
      await remove(context, made[deleted - 1]!);
      const { existing } = await countsOf(context);
      expectThat(
        existing === before.existing - 1,
        `existingResidentCredentialsCount ${before.existing - 1}`,
        `${existing}`,
      );
    },
  }),
  managementRule<{ accounts: number; deleted: number }>({
    id: 'delete.unlisted',
    says: 'A deleted credential is listed no more.',
    section: DELETE,
    needs: { touches: 3 },
    cases: oneOf,
    check: async (context, { accounts, deleted }, made) => {
      made.push(...(await makeAccounts(context, accounts)));
      await remove(context, made[deleted - 1]!);
      const listed = await listCredentials(context, made[0]!.rpId);
      expectThat(!isListed(listed, made[deleted - 1]!), 'the deleted credential to be gone', 'it is listed');
    },
  }),
  managementRule<'named' | 'not named'>({
    id: 'delete.unusable',
    says: 'A deleted credential signs no more.',
    section: DELETE,
    cases: ['named', 'not named'],
    check: async (context, how, made) => {
      const one = await makeCredential(context, { rk: true, user: people[0]! });
      made.push(one);
      await remove(context, one);
      const request = await soundAssertionRequest(context, how === 'named' ? { allowList: [one.descriptor] } : {});
      expectRefused(await context.device.send(assertionBytes(request)), 'getAssertion for a deleted credential');
    },
  }),
  managementRule<{ accounts: number; deleted: number }>({
    id: 'delete.others-stay',
    says: 'Deleting a credential leaves the others of its relying party and of another as they were.',
    section: DELETE,
    needs: { touches: 7 },
    cases: oneOf,
    check: async (context, { accounts, deleted }, made) => {
      made.push(...(await makeAccounts(context, accounts)));
      made.push(await makeCredential(context, { rk: true, user: people[0]!, rpId: `other.${context.rpId}` }));
      const gone = made[deleted - 1]!;
      await remove(context, gone);
      for (const one of made) {
        if (one === gone) continue;
        entryOf(await listCredentials(context, one.rpId), one);
        await getAssertion(context, one);
      }
    },
  }),
  ...managementRefusals<string>({
    id: 'delete.unknown',
    says: 'deleteCredential of an id that the key does not hold is refused.',
    section: DELETE,
    statuses: [ctapStatus.CTAP2_ERR_NO_CREDENTIALS],
    cases: () => ['an id of zeros', 'the id of a credential deleted before'],
    request: async (context, which) => {
      const one = await makeCredential(context, { rk: true, user: people[0]! });
      await remove(context, one);
      const { id } = one.descriptor;
      const credentialID = { id: which === 'an id of zeros' ? new Uint8Array(id.length) : id, type: 'public-key' };
      const token = await managementToken(context);
      const bytes = managementBytes(managementRequest(token, subCommands.deleteCredential, { credentialID }));
      return { what: `deleteCredential of ${which}`, bytes };
    },
  }),
  managementRule<Names>({
    id: 'update.replaces-names',
    says: 'updateUserInformation puts the names that it gives in the place of the old ones.',
    section: UPDATE,
    applies: claims21,
    cases: [
      { name: 'new', displayName: 'absent' },
      { name: 'new', displayName: 'new' },
    ],
    check: async (context, given, made) => {
      const one = await makeCredential(context, { rk: true, user: people[0]! });
      made.push(one);
      const before = entryOf(await listCredentials(context, one.rpId), one).user;
      await update(context, one, given);
      const { user } = entryOf(await listCredentials(context, one.rpId), one);
      const wanted = namesOf(given);
      expectThat(user?.name === wanted.name, `user.name ${wanted.name}`, user?.name ?? 'none');
      // A key that keeps no display names keeps none of these either.
      if (wanted.displayName !== undefined && before?.displayName !== undefined) {
        const { displayName } = user ?? {};
        expectThat(displayName === wanted.displayName, `user.displayName ${wanted.displayName}`, displayName ?? 'none');
      }
    },
  }),
  managementRule<Names>({
    id: 'update.removes-names',
    says: 'updateUserInformation removes a name that it leaves out or gives as empty.',
    section: UPDATE,
    applies: claims21,
    cases: [
      { name: 'new', displayName: 'absent' },
      { name: 'absent', displayName: 'new' },
      { name: 'new', displayName: 'empty' },
      { name: 'empty', displayName: 'new' },
      { name: 'absent', displayName: 'absent' },
    ],
    check: async (context, given, made) => {
      const one = await makeCredential(context, { rk: true, user: people[0]! });
      made.push(one);
      await update(context, one, given);
      const { user } = entryOf(await listCredentials(context, one.rpId), one);
      for (const member of ['name', 'displayName'] as const) {
        const left = user?.[member] ?? '';
        if (given[member] !== 'new') expectThat(left === '', `no user.${member}`, left);
      }
    },
  }),
  managementRule<Names>({
    id: 'update.credential-stays',
    says: 'updateUserInformation leaves the credential, its key and its user id as they were.',
    section: UPDATE,
    applies: claims21,
    needs: { touches: 3 },
    cases: [{ name: 'new', displayName: 'new' }],
    check: async (context, given, made) => {
      made.push(...(await makeAccounts(context, 1)));
      await update(context, made[0]!, given);
      const { response } = await chooseAccount(context, made);
      const id = response.user?.id ?? new Uint8Array(0);
      expectThat(Buffer.from(id).equals(made[0]!.user.id), 'user.id as before', Buffer.from(id).toString('hex'));
    },
  }),
  ...managementRefusals<string>({
    id: 'update.other-user',
    says: 'updateUserInformation with a user id other than that of the credential is refused.',
    section: UPDATE,
    applies: claims21,
    statuses: [ctapStatus.CTAP1_ERR_INVALID_PARAMETER],
    cases: () => ['another id', 'the id and one byte more'],
    request: async (context, which, made) => {
      const one = await makeCredential(context, { rk: true, user: people[0]! });
      made.push(one);
      const id = which === 'another id' ? utf8('somebody else') : Uint8Array.of(...one.user.id, 0);
      const user = { id, name: 'new@example.com' };
      const params = { credentialID: one.descriptor, user };
      const token = await managementToken(context);
      const bytes = managementBytes(managementRequest(token, subCommands.updateUserInformation, params));
      return { what: `updateUserInformation with ${which}`, bytes };
    },
  }),
  ...managementRefusals<string>({
    id: 'update.unknown',
    says: 'updateUserInformation of an id that the key does not hold is refused.',
    section: UPDATE,
    applies: claims21,
    statuses: [ctapStatus.CTAP2_ERR_NO_CREDENTIALS],
    cases: () => ['an id of zeros'],
    request: async (context, which, made) => {
      const one = await makeCredential(context, { rk: true, user: people[0]! });
      made.push(one);
      const credentialID = { id: new Uint8Array(one.descriptor.id.length), type: 'public-key' };
      const params = { credentialID, user: { id: one.user.id, name: 'new@example.com' } };
      const token = await managementToken(context);
      const bytes = managementBytes(managementRequest(token, subCommands.updateUserInformation, params));
      return { what: `updateUserInformation of ${which}`, bytes };
    },
  }),
];
