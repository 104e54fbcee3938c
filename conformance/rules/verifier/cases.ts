import { algorithmsOf, soundVariant } from '../../../src/ceremonies/algorithms.ts';
import type { SpoilNeeds } from '../../../src/ceremonies/spoil.ts';
import { type AttestationKind, attestationKinds, type RegistrationVariant } from '../../../src/ceremonies/variant.ts';
import type { PartyFacts } from '../../vocabulary/party-facts.ts';
import type { RegistrationAsk } from '../../vocabulary/party-tools.ts';

/** One way to register at this party: what it asks for, which statement is made, by which algorithm. */
export interface RegistrationCase {
  readonly asked: 'none' | 'direct';
  readonly kind: AttestationKind;
  readonly algorithm: number;
}

/** A spoil's needs, as far as cases depend on them. */
type CaseNeeds = Pick<SpoilNeeds, 'attestation' | 'kinds' | 'algorithms'>;

/** Kinds that are tried where a spoil fits all of them: nothing attested, and one attested. */
const FEW = 2;

/** The ways to register whose sound ceremony this party accepts, plainest first, that a spoil with these needs is tried in. */
export function registrationCases(facts: PartyFacts, needs: CaseNeeds = {}): RegistrationCase[] {
  const ways = waysIn(facts, needs);
  if (needs.algorithms !== undefined) {
    const [way] = ways;
    const others = needs.kinds === undefined ? [] : ways.slice(1);
    const each = way === undefined ? [] : fitting(facts, way.kind, needs).map((algorithm) => ({ ...way, algorithm }));
    return [...each, ...others.flatMap((other) => firstOf(facts, other, needs))];
  }
  const tried = needs.kinds === undefined && needs.attestation !== true ? ways.slice(0, FEW) : ways;
  return tried.flatMap((way) => firstOf(facts, way, needs));
}

/** The plainest way to register at this party, or undefined where it accepts none. */
export function plainestCase(facts: PartyFacts, needs: CaseNeeds = {}): RegistrationCase | undefined {
  return registrationCases(facts, needs)[0];
}

/** What the party is asked for in a case. */
export function askOf(one: RegistrationCase): RegistrationAsk {
  return { attestation: one.asked };
}

/** The sound variant of a case. */
export function variantOf(one: RegistrationCase, overrides: Partial<RegistrationVariant> = {}): RegistrationVariant {
  return soundVariant({ attestation: one.kind, alg: one.algorithm, ...overrides });
}

type Way = Omit<RegistrationCase, 'algorithm'>;

function waysIn(facts: PartyFacts, needs: CaseNeeds): Way[] {
  const wanted = needs.kinds ?? attestationKinds;
  const plain =
    needs.attestation === true ? [] : acceptedOf(facts.plain).map((kind) => ({ asked: 'none', kind }) as const);
  // Of what may be attested, the two that every server knows stand first.
  const attested = acceptedOf(facts.attested).map((kind) => ({ asked: 'direct', kind }) as const);
  const ranked = [
    ...plain.filter(({ kind }) => kind === 'none'),
    ...attested.filter(({ kind }) => kind === 'packed-x5c'),
    ...attested.filter(({ kind }) => kind !== 'packed-x5c'),
    ...plain.filter(({ kind }) => kind !== 'none'),
  ];
  const seen = new Set<AttestationKind>();
  return ranked.filter(({ kind }) => {
    const isNew = wanted.includes(kind) && !seen.has(kind) && fitting(facts, kind, needs).length > 0;
    if (isNew) seen.add(kind);
    return isNew;
  });
}

function acceptedOf(kinds: ReadonlyMap<AttestationKind, true | string>): AttestationKind[] {
  return [...kinds].filter(([, found]) => found === true).map(([kind]) => kind);
}

function firstOf(facts: PartyFacts, way: Way, needs: CaseNeeds): RegistrationCase[] {
  return fitting(facts, way.kind, needs)
    .slice(0, 1)
    .map((algorithm) => ({ ...way, algorithm }));
}

function fitting(facts: PartyFacts, kind: AttestationKind, needs: CaseNeeds): number[] {
  const possible = algorithmsOf(kind);
  return facts.algorithms.filter((alg) => possible.includes(alg) && (needs.algorithms?.includes(alg) ?? true));
}
