import fc from 'fast-check';
import { coseAlgorithm } from '../../src/codec/cose-key.ts';
import { canVerify } from '../../src/crypto/verify-key.ts';
import type { CredentialDescriptor, CredentialParameters } from '../../src/ctap2/entities.ts';
import type { GetAssertionRequest } from '../../src/ctap2/get-assertion.ts';
import type { MakeCredentialRequest } from '../../src/ctap2/make-credential.ts';
import { optionOf } from '../../src/ctap2/options.ts';
import type { KeyFacts } from '../vocabulary/device.ts';
import { foreignCredentialIds, names, users } from './identities.ts';

/** The part of a key's facts that a sound request depends on. */
export type RequestFacts = { readonly info: KeyFacts['info'] };

/** What is asked of sound makeCredential requests beyond soundness. */
export interface MakeCredentialChoice {
  readonly facts: RequestFacts;
  readonly rpId: string;
  /** The value of `options.rk`; by default either, where the key can hold discoverable credentials. */
  readonly rk?: boolean;
}

/**
 * Sound makeCredential requests that this key should serve, not yet authorised (no pinUvAuthParam). The excludeList, where
 * there is one, names credentials of nobody.
 */
export function makeCredentialRequests(choice: MakeCredentialChoice): fc.Arbitrary<MakeCredentialRequest> {
  const rk = choice.rk === undefined ? rkValues(choice.facts) : fc.constant(choice.rk);
  return fc
    .record(
      {
        clientDataHash: clientDataHashes(),
        rp: fc.record({ id: fc.constant(choice.rpId), name: names() }, { requiredKeys: ['id'] }),
        user: users(),
        pubKeyCredParams: credentialParameterLists(choice.facts),
        excludeList: foreignDescriptors(choice.facts),
        options: rk.map((value) => (value === undefined ? {} : { rk: value })),
      },
      { requiredKeys: ['clientDataHash', 'rp', 'user', 'pubKeyCredParams', 'options'] },
    )
    .map(({ options, ...request }) => ('rk' in options ? { ...request, options } : request));
}

/** Values of `options.rk` that the key should serve; a key without discoverable credentials gets none. */
function rkValues(facts: RequestFacts): fc.Arbitrary<boolean | undefined> {
  return optionOf(facts.info, 'rk') === true ? fc.constantFrom(undefined, false, true) : fc.constant(undefined);
}

/** What is asked of sound getAssertion requests beyond soundness. */
export interface GetAssertionChoice {
  readonly rpId: string;
  /** Credentials that the key holds for this RP; without them the request has no allowList. */
  readonly allow?: readonly CredentialDescriptor[];
  /** Mixes credentials of nobody into the allowList; needs `facts` for the key's limits. */
  readonly facts?: RequestFacts;
  readonly up?: boolean;
}

/** Sound getAssertion requests, not yet authorised (no pinUvAuthParam). */
export function getAssertionRequests(choice: GetAssertionChoice): fc.Arbitrary<GetAssertionRequest> {
  const { rpId, allow, facts, up } = choice;
  const options = up === undefined ? {} : { options: { up } };
  return fc
    .tuple(clientDataHashes(), allow === undefined ? fc.constant(undefined) : allowLists(allow, facts))
    .map(([clientDataHash, allowList]) => ({
      rpId,
      clientDataHash,
      ...(allowList === undefined ? {} : { allowList }),
      ...options,
    }));
}

/** A clientDataHash: 32 bytes. */
export function clientDataHashes(): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: 32, maxLength: 32 });
}

/** One to three descriptors of credentials that no key made, within the key's limits on lists and ids. */
export function foreignDescriptors(facts?: RequestFacts): fc.Arbitrary<CredentialDescriptor[]> {
  const idLength = Math.min(facts?.info.maxCredentialIdLength ?? 64, 128);
  const count = Math.min(facts?.info.maxCredentialCountInList ?? 3, 3);
  const descriptor = fc.record({ id: foreignCredentialIds(idLength), type: fc.constant('public-key') });
  return fc.array(descriptor, { minLength: 1, maxLength: count });
}

/** pubKeyCredParams with at least one algorithm of the key, in any order, among some that no key knows. */
export function credentialParameterLists(facts: RequestFacts): fc.Arbitrary<CredentialParameters[]> {
  const listed = (facts.info.algorithms ?? []).filter((entry) => entry.type === 'public-key').map((entry) => entry.alg);
  const known = listed.filter(canVerify);
  const own = known.length > 0 ? known : listed.length === 0 ? [coseAlgorithm.ES256] : listed;
  return fc
    .tuple(
      fc.shuffledSubarray(own, { minLength: 1 }),
      fc.subarray(unknownAlgorithms),
      fc.array(fc.nat({ max: 1_000 }), { minLength: 8, maxLength: 8 }),
    )
    .map(([known, unknown, order]) => {
      const mixed = [...known, ...unknown].map((alg, index) => ({ alg, place: order[index % order.length]! }));
      return mixed.sort((a, b) => a.place - b.place).map(({ alg }) => ({ alg, type: 'public-key' }));
    });
}

/** Algorithm numbers that IANA leaves for private use or has not assigned. */
const unknownAlgorithms = [-65_537, -70_000, -999];

function allowLists(
  allow: readonly CredentialDescriptor[],
  facts: RequestFacts | undefined,
): fc.Arbitrary<CredentialDescriptor[]> {
  const own = fc.shuffledSubarray([...allow], { minLength: Math.min(1, allow.length) });
  const room = Math.min(facts?.info.maxCredentialCountInList ?? allow.length, allow.length + 2) - allow.length;
  if (facts === undefined || room <= 0) return own;
  return fc
    .tuple(
      own,
      fc.array(
        foreignDescriptors(facts).map((list) => list[0]!),
        { maxLength: room },
      ),
      fc.boolean(),
    )
    .map(([known, foreign, foreignFirst]) => (foreignFirst ? [...foreign, ...known] : [...known, ...foreign]));
}
