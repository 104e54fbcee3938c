import { equalBytes, utf8 } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { encodeCoseKey } from '../../../src/codec/cose-key.ts';
import type { CredentialManagementResponse } from '../../../src/ctap2/credential-management.ts';
import { credProtectLevel, extensionId } from '../../../src/ctap2/extensions.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { expectThat, NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { makeAccounts, people } from '../ceremony/accounts.ts';
import { type Made, makeCredential } from '../ceremony/credential.ts';
import { countsOf, entryOf, listCredentials, listParties, partyHash } from '../ceremony/management.ts';
import { managementRule } from './management-rule.ts';

/** Accounts at one or two relying parties: `[2, 1]` is two at the first and one at the second. */
const stores = [[1], [2], [1, 1], [2, 1]] as const satisfies readonly (readonly number[])[];

/** The relying party ids that `fill` uses. */
const partyOf = ({ rpId }: RuleContext, index: number): string => `${index === 0 ? 'one' : 'two'}.${rpId}`;

async function fill(context: RuleContext, store: readonly number[], made: Made[]): Promise<void> {
  for (const [index, count] of store.entries()) {
    made.push(...(await makeAccounts(context, count, { rpId: partyOf(context, index) })));
  }
}

function partiesWith(listed: readonly CredentialManagementResponse[], rpId: string): CredentialManagementResponse[] {
  const hash = partyHash(rpId);
  return listed.filter(({ rpIDHash }) => rpIDHash !== undefined && equalBytes(rpIDHash, hash));
}

/** Duties over what credential management tells of the store. */
export const managementListingRules: readonly Rule[] = [
  managementRule<string>({
    id: 'store.empty',
    says: 'A key without discoverable credentials counts none and lists no relying party.',
    section: '6.8.2',
    needs: { emptyStore: true, touches: 0, writes: false },
    cases: ['a key just reset'],
    check: async (context) => {
      const { existing } = await countsOf(context);
      expectThat(existing === 0, 'existingResidentCredentialsCount 0', `${existing}`);
      const listed = await listParties(context);
      expectThat(listed.length === 0, 'no relying party', `${listed.length}`);
    },
  }),
  managementRule<readonly number[]>({
    id: 'metadata.count',
    says: 'existingResidentCredentialsCount grows by one with each discoverable credential made.',
    section: '6.8.2',
    needs: { touches: 3 },
    cases: stores,
    check: async (context, store, made) => {
      const before = await countsOf(context);
      await fill(context, store, made);
      const { existing } = await countsOf(context);
      expectThat(
        existing === before.existing + made.length,
        `existingResidentCredentialsCount ${before.existing + made.length}`,
        `${existing}`,
      );
    },
  }),
  managementRule<number>({
    id: 'metadata.count-of-replaced',
    says: 'A credential that takes the place of another of the same user leaves existingResidentCredentialsCount as it was.',
    section: '6.8.2',
    needs: { touches: 3 },
    cases: [1, 2],
    check: async (context, times, made) => {
      made.push(await makeCredential(context, { rk: true, user: people[0]! }));
      const before = await countsOf(context);
      for (let time = 0; time < times; time += 1) {
        made.push(await makeCredential(context, { rk: true, user: people[0]!, salt: `again ${time}` }));
      }
      const { existing } = await countsOf(context);
      expectThat(
        existing === before.existing,
        `existingResidentCredentialsCount ${before.existing} as before`,
        `${existing}`,
      );
    },
  }),
  managementRule<number>({
    id: 'metadata.remaining',
    says: 'maxPossibleRemainingResidentCredentialsCount does not grow when credentials are made.',
    section: '6.8.2',
    needs: { touches: 2 },
    cases: [1, 3],
    check: async (context, count, made) => {
      const before = await countsOf(context);
      made.push(...(await makeAccounts(context, count)));
      const { remaining } = await countsOf(context);
      expectThat(
        remaining <= before.remaining,
        `maxPossibleRemainingResidentCredentialsCount of at most ${before.remaining}`,
        `${remaining}`,
      );
    },
  }),
  managementRule<readonly number[]>({
    id: 'parties.complete',
    says: 'enumerateRPs gives every relying party that has discoverable credentials, by its hash, each once.',
    section: '6.8.3',
    needs: { touches: 3 },
    cases: stores,
    check: async (context, store, made) => {
      await fill(context, store, made);
      const listed = await listParties(context);
      for (const index of store.keys()) {
        const rpId = partyOf(context, index);
        const times = partiesWith(listed, rpId).length;
        expectThat(times === 1, `rpIDHash of ${rpId} once`, `${times} times among ${listed.length}`);
      }
      const hashes = new Set(listed.map(({ rpIDHash }) => toHex(rpIDHash ?? new Uint8Array(0))));
      expectThat(hashes.size === listed.length, 'every relying party once', `${listed.length - hashes.size} repeated`);
    },
  }),
  managementRule<readonly number[]>({
    id: 'parties.id',
    says: 'enumerateRPs gives the id of each relying party, or what is left of it when cut to 32 bytes.',
    section: '6.8.3',
    needs: { touches: 3 },
    cases: stores,
    check: async (context, store, made) => {
      await fill(context, store, made);
      const listed = await listParties(context);
      for (const index of store.keys()) {
        const rpId = partyOf(context, index);
        const id = partiesWith(listed, rpId)[0]?.rp?.id;
        const isCut = id !== undefined && utf8(rpId).length > 32 && utf8(id).length <= 32 && utf8(id).length >= 16;
        expectThat(id === rpId || isCut, `rp.id ${rpId}`, id ?? 'none');
      }
    },
  }),
  managementRule<readonly number[]>({
    id: 'parties.total-first',
    says: 'totalRPs is in the first answer of enumerateRPs and in no other.',
    section: '6.8.3',
    needs: { touches: 3 },
    cases: [
      [1, 1],
      [2, 1],
    ],
    check: async (context, store, made) => {
      await fill(context, store, made);
      const [, ...others] = await listParties(context);
      const telling = others.findIndex(({ totalRPs }) => totalRPs !== undefined);
      expectThat(telling < 0, 'totalRPs in the first answer only', `also in answer ${telling + 2}`);
    },
  }),
  managementRule<readonly number[]>({
    id: 'credentials.complete',
    says: 'enumerateCredentials gives every discoverable credential of the relying party, each once, and no other.',
    section: '6.8.4',
    needs: { touches: 3 },
    cases: stores,
    check: async (context, store, made) => {
      await fill(context, store, made);
      for (const [index, count] of store.entries()) {
        const rpId = partyOf(context, index);
        const listed = await listCredentials(context, rpId);
        for (const one of made.filter((candidate) => candidate.rpId === rpId)) entryOf(listed, one);
        expectThat(listed.length === count, `${count} credentials of ${rpId}`, `${listed.length}`);
      }
    },
  }),
  managementRule<number>({
    id: 'credentials.total-first',
    says: 'totalCredentials is in the first answer of enumerateCredentials and in no other.',
    section: '6.8.4',
    needs: { touches: 3 },
    cases: [2, 3],
    check: async (context, count, made) => {
      made.push(...(await makeAccounts(context, count)));
      const [, ...others] = await listCredentials(context, made[0]!.rpId);
      const telling = others.findIndex(({ totalCredentials }) => totalCredentials !== undefined);
      expectThat(telling < 0, 'totalCredentials in the first answer only', `also in answer ${telling + 2}`);
    },
  }),
  managementRule<number>({
    id: 'credentials.public-key',
    says: 'enumerateCredentials gives each credential the public key that was attested.',
    section: '6.8.4',
    cases: [1, 3],
    check: async (context, count, made) => {
      made.push(...(await makeAccounts(context, count)));
      const listed = await listCredentials(context, made[0]!.rpId);
      for (const one of made) {
        const { publicKey } = entryOf(listed, one);
        if (publicKey === undefined) throw new Violation('publicKey', 'none');
        const given = encodeCbor(encodeCoseKey(publicKey));
        const attested = encodeCbor(encodeCoseKey(one.judged.credential.coseKey));
        expectThat(equalBytes(given, attested), `the public key ${toHex(attested)}`, toHex(given));
      }
    },
  }),
  managementRule<number>({
    id: 'credentials.user',
    says: 'enumerateCredentials gives each credential the id and the name of its user.',
    section: '6.8.4',
    cases: [1, 3],
    check: async (context, count, made) => {
      made.push(...(await makeAccounts(context, count)));
      const listed = await listCredentials(context, made[0]!.rpId);
      for (const one of made) {
        const { user } = entryOf(listed, one);
        if (user === undefined) throw new Violation('a user', 'none');
        expectThat(equalBytes(user.id, one.user.id), `user.id ${toHex(one.user.id)}`, toHex(user.id));
        expectThat(user.name === one.user.name, `user.name ${one.user.name}`, user.name ?? 'none');
      }
    },
  }),
  managementRule<number>({
    id: 'credentials.cred-protect',
    says: 'enumerateCredentials gives each credential the credProtect level that its registration told.',
    section: '6.8.4',
    applies: ({ info }) => info.extensions.includes(extensionId.credProtect) || 'the key has no credProtect',
    cases: [credProtectLevel.userVerificationOptionalWithCredentialIDList, credProtectLevel.userVerificationRequired],
    check: async (context, level, made) => {
      const extensions = new Map([[extensionId.credProtect, level]]);
      const one = await makeCredential(context, { rk: true, user: people[0]!, extensions });
      made.push(one);
      const told = one.judged.extensions?.get(extensionId.credProtect);
      if (typeof told !== 'number') throw new NotApplicable('the registration told no credProtect level');
      const { credProtect } = entryOf(await listCredentials(context, one.rpId), one);
      expectThat(credProtect === told, `credProtect ${told}`, String(credProtect ?? 'none'));
    },
  }),
  managementRule<readonly number[]>({
    id: 'store.survives-power-cycle',
    says: 'A power cycle changes nothing of what is listed.',
    section: '6.8.4',
    needs: { touches: 3, powerCycle: true },
    cases: stores,
    check: async (context, store, made) => {
      await fill(context, store, made);
      const before = await countsOf(context);
      await context.device.powerCycle();
      const { existing } = await countsOf(context);
      expectThat(existing === before.existing, `${before.existing} credentials as before`, `${existing}`);
      for (const one of made) entryOf(await listCredentials(context, one.rpId), one);
    },
  }),
];
