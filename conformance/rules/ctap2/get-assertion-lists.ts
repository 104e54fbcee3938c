import fc from 'fast-check';
import { concat, utf8 } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import type { CredentialDescriptor } from '../../../src/ctap2/entities.ts';
import { getAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { assertionBytes, keepsAccounts, makeAccounts, partyFor } from '../ceremony/accounts.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import {
  getAssertion,
  judgeAsserted,
  type Made,
  makeCredential,
  soundAssertionRequest,
} from '../ceremony/credential.ts';
import { refusals } from '../ceremony/refusals.ts';

const locating: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.2.2', step: '7' }];
const parameters: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.2' }];

/** Credential ids that look like one of the key's own and are nobody's. */
function strangers(own: Made, count: number, salt = ''): CredentialDescriptor[] {
  const { length } = own.descriptor.id;
  return Array.from({ length: count }, (_, index) => {
    let id: Uint8Array = new Uint8Array(0);
    while (id.length < length) id = concat(id, sha256(concat(utf8(`stranger ${index} ${salt}`), id)));
    return { id: id.slice(0, length), type: 'public-key' };
  });
}

/** How many entries a list may have, as far as the key says; what it does not say is taken to be few. */
function listLimit({ device }: RuleContext): number {
  return device.facts.info.maxCredentialCountInList ?? 4;
}

/** Throws `NotApplicable` where the key takes no list of so many entries. */
function mustTake(context: RuleContext, count: number): void {
  if (count > listLimit(context)) throw new NotApplicable(`the key takes no lists of ${count} credentials`);
}

/** Throws `NotApplicable` where a list of so many entries makes the request longer than the key takes. */
function mustFit({ device }: RuleContext, own: Made, count: number): void {
  const entry = own.descriptor.id.length + 24;
  if (count * entry + 256 > device.facts.info.maxMsgSize) {
    throw new NotApplicable(`${count} credential ids of ${own.descriptor.id.length} bytes do not fit maxMsgSize`);
  }
}

/** A list entry, or a whole list, with one thing wrong. */
const badElements: Readonly<Record<string, (own: CborMap) => CborValue>> = {
  'an element given as text': () => 'public-key',
  'an element without an id': (own) => new Map([...own].filter(([key]) => key !== 'id')),
  'an element without a type': (own) => new Map([...own].filter(([key]) => key !== 'type')),
  'an element with its id given as text': (own) => new Map([...own, ['id', 'abcdefgh']]),
  'an element with its type given as a byte string': (own) => new Map([...own, ['type', utf8('public-key')]]),
};

/** Duties over the allowList of authenticatorGetAssertion. */
export const getAssertionListRules: readonly Rule[] = [
  rule<[{ before: number; after: number; twice: boolean }]>({
    id: 'ctap2.get-assertion.allow-list.any-place',
    level: 'MUST',
    says: 'A credential of the key answers wherever it stands in the allowList, and however often.',
    spec: locating,
    needs: { touches: 2 },
    property: (context) =>
      fc.asyncProperty(
        fc.record({ before: fc.nat({ max: 2 }), after: fc.nat({ max: 1 }), twice: fc.boolean() }),
        async ({ before, after, twice }) => {
          const own = await makeCredential(context);
          const others = strangers(own, before + after);
          const allowList = [
            ...others.slice(0, before),
            own.descriptor,
            ...(twice ? [own.descriptor] : []),
            ...others.slice(before),
          ];
          mustTake(context, allowList.length);
          mustFit(context, own, allowList.length);
          await getAssertion(context, own, { allowList });
        },
      ),
  }),
  rule<[string]>({
    id: 'ctap2.get-assertion.allow-list.full',
    level: 'MUST',
    says: 'An allowList of exactly maxCredentialCountInList entries is served, and its last entry can answer.',
    spec: parameters,
    needs: { touches: 2 },
    runs: 1,
    applies: ({ info }) => info.maxCredentialCountInList !== undefined || 'getInfo has no maxCredentialCountInList',
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('a full allowList that ends with the credential'), async () => {
        const own = await makeCredential(context);
        const count = listLimit(context);
        mustFit(context, own, count);
        await getAssertion(context, own, { allowList: [...strangers(own, count - 1), own.descriptor] });
      }),
  }),
  ...refusals<string>({
    id: 'ctap2.get-assertion.allow-list.too-long',
    level: 'SHOULD',
    says: 'An allowList of one entry more than maxCredentialCountInList is refused.',
    spec: parameters,
    needs: { touches: 1 },
    runs: 1,
    applies: ({ info }) => info.maxCredentialCountInList !== undefined || 'getInfo has no maxCredentialCountInList',
    statuses: [ctapStatus.CTAP2_ERR_LIMIT_EXCEEDED],
    cases: () => fc.constant('an allowList one entry too long'),
    request: async (context, what) => {
      const own = await makeCredential(context);
      const count = listLimit(context);
      mustFit(context, own, count + 1);
      const allowList = [own.descriptor, ...strangers(own, count)];
      return { what, bytes: assertionBytes(await soundAssertionRequest(context, { allowList })) };
    },
  }),
  ...refusals<'one' | 'two' | 'one, with an account there'>({
    id: 'ctap2.get-assertion.allow-list.strangers',
    says: 'An allowList that names no credential of the key is refused, even where the relying party has an account on it.',
    spec: locating,
    needs: { touches: 2 },
    runs: 1,
    statuses: [ctapStatus.CTAP2_ERR_NO_CREDENTIALS],
    cases: ({ device }) =>
      keepsAccounts(device.facts) === true ? ['one', 'two', 'one, with an account there'] : ['one', 'two'],
    request: async (context, kind) => {
      if (kind === 'two') mustTake(context, 2);
      const rk = kind === 'one, with an account there';
      const own = rk ? (await makeAccounts(context, 1))[0]! : await makeCredential(context);
      const allowList = strangers(own, kind === 'two' ? 2 : 1);
      const request = await soundAssertionRequest(context, { rpId: own.rpId, allowList });
      return { what: `an allowList of ${kind} strange credential`, bytes: assertionBytes(request) };
    },
  }),
  ...refusals<'not discoverable' | 'discoverable'>({
    id: 'ctap2.get-assertion.allow-list.other-party',
    says: 'A credential made for one relying party does not answer for another that names it.',
    spec: locating,
    needs: { touches: 1 },
    runs: 1,
    statuses: [ctapStatus.CTAP2_ERR_NO_CREDENTIALS],
    cases: ({ device }) =>
      keepsAccounts(device.facts) === true ? ['not discoverable', 'discoverable'] : ['not discoverable'],
    request: async (context, kind) => {
      const own = kind === 'discoverable' ? (await makeAccounts(context, 1))[0]! : await makeCredential(context);
      const request = await soundAssertionRequest(context, {
        rpId: partyFor(context, 'other'),
        allowList: [own.descriptor],
      });
      return { what: `a ${kind} credential of another relying party`, bytes: assertionBytes(request) };
    },
  }),
  ...refusals<{ change: 'bit' | 'shorter' | 'longer'; place: number }>({
    id: 'ctap2.get-assertion.allow-list.spoiled-id',
    says: 'A credential id with one bit flipped, or one byte more or less, names nobody.',
    spec: locating,
    needs: { touches: 1 },
    runs: 30,
    statuses: [ctapStatus.CTAP2_ERR_NO_CREDENTIALS],
    cases: () =>
      fc.record({ change: fc.constantFrom('bit', 'bit', 'bit', 'shorter', 'longer'), place: fc.nat({ max: 2047 }) }),
    request: async (context, { change, place }) => {
      const own = await makeCredential(context);
      const id = spoiled(own.descriptor.id, change, place);
      const request = await soundAssertionRequest(context, { allowList: [{ id, type: 'public-key' }] });
      return {
        what: `the credential id ${toHex(own.descriptor.id)} spoiled to ${toHex(id)}`,
        bytes: assertionBytes(request),
      };
    },
  }),
  rule({
    id: 'ctap2.get-assertion.allow-list.unknown-type-skipped',
    level: 'MUST',
    says: 'An allowList entry of a type that the key does not know does not stop a later entry from answering.',
    spec: parameters,
    needs: { touches: 2 },
    runs: 1,
    property: (context) =>
      overCases('type', ['private-key', 'touchstone'], async (type) => {
        mustTake(context, 2);
        const own = await makeCredential(context);
        const [stranger] = strangers(own, 1);
        await getAssertion(context, own, { allowList: [{ id: stranger!.id, type }, own.descriptor] });
      }),
  }),
  ...refusals<string>({
    id: 'ctap2.get-assertion.allow-list.unknown-type',
    level: 'SHOULD',
    says: 'An allowList that names a credential of the key under a type that does not exist is refused.',
    spec: parameters,
    needs: { touches: 1 },
    runs: 1,
    statuses: [ctapStatus.CTAP2_ERR_NO_CREDENTIALS],
    cases: () => fc.constant('private-key'),
    request: async (context, type) => {
      const own = await makeCredential(context);
      const request = await soundAssertionRequest(context, { allowList: [{ id: own.descriptor.id, type }] });
      return { what: `a credential named with type ${type}`, bytes: assertionBytes(request) };
    },
  }),
  ...refusals<string>({
    id: 'ctap2.get-assertion.allow-list.bad-element-after-match',
    level: 'SHOULD',
    says: 'An allowList with a malformed entry is refused although an entry before it is a credential of the key.',
    spec: parameters,
    needs: { touches: 1 },
    runs: 1,
    statuses: [
      ctapStatus.CTAP2_ERR_CBOR_UNEXPECTED_TYPE,
      ctapStatus.CTAP2_ERR_INVALID_CBOR,
      ctapStatus.CTAP2_ERR_MISSING_PARAMETER,
    ],
    cases: () => Object.keys(badElements),
    request: async (context, spoiledBy) => {
      mustTake(context, 2);
      const own = await makeCredential(context);
      const request = await soundAssertionRequest(context, { allowList: [own.descriptor] });
      const element: CborMap = new Map<string, CborValue>([
        ['id', own.descriptor.id],
        ['type', 'public-key'],
      ]);
      const list = [element, badElements[spoiledBy]!(element)];
      return { what: `an allowList with ${spoiledBy} after a sound one`, bytes: withMember(request, 0x03, list) };
    },
  }),
  rule<[string]>({
    id: 'ctap2.get-assertion.allow-list.empty',
    level: 'MUST',
    says: 'An empty allowList is taken as none, so that an account of this relying party answers, or is refused.',
    spec: parameters,
    needs: { touches: 3 },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('an empty allowList'), async () => {
        const made = await makeAccounts(context, 1);
        const others = await makeAccounts(context, 1, { rpId: partyFor(context, 'other') });
        const request = await soundAssertionRequest(context, { rpId: made[0]!.rpId, allowList: [] });
        const response = await unlessRefused(context.device.client.getAssertion(request));
        if (response !== undefined) judgeAsserted(made, request, response);
        await removeCredentials(context, [...made, ...others]);
      }),
  }),
];

async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CtapError) return undefined;
    throw error;
  }
}

function spoiled(id: Uint8Array, change: 'bit' | 'shorter' | 'longer', place: number): Uint8Array {
  if (change === 'shorter') return id.slice(0, -1);
  if (change === 'longer') return concat(id, Uint8Array.of(place & 0xff));
  const copy = id.slice();
  const bit = place % (id.length * 8);
  copy[bit >>> 3]! ^= 1 << (bit & 7);
  return copy;
}

/** The request with one member replaced by any CBOR value. */
function withMember(request: Parameters<typeof assertionBytes>[0], key: number, value: CborValue): Uint8Array {
  const members: CborMap = new Map();
  for (const [name, field] of Object.entries(getAssertionRequest.fields)) {
    const member = (request as Record<string, unknown>)[name];
    if (member !== undefined)
      members.set(field.key, (field.type as { write(value: unknown): CborValue }).write(member));
  }
  members.set(key, value);
  return Uint8Array.of(0x02, ...encodeCbor(members));
}
