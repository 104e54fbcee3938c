import type { CborKey, CborMap, CborValue } from '../../codec/cbor/value.ts';
import type { RegistrationSpoil, SpoiledStep } from '../spoil.ts';
import { attestationSpoil, clause, flipped } from './altered.ts';

const needs = { kinds: ['compound'] } as const;
const syntax = [clause('8.9'), clause('8.9', '1')];
const outcome = [clause('8.9', '2')];
/** The clauses of the formats that a part can have: a verifier may name those, where it takes no broken part. */
const partSteps = [
  clause('8.2', '1'),
  clause('8.2', '2'),
  clause('8.2', '3'),
  clause('8.3'),
  clause('8.4'),
  clause('8.8', '1'),
  clause('8.8', '4'),
];

/** Statements of compound against section 8.9. */
export const compoundSpoils: readonly RegistrationSpoil[] = [
  whole('one-part', 'the compound statement has one part', (parts) => parts.slice(0, 1)),
  whole('empty', 'the compound statement has no parts', () => []),
  whole(
    'nested',
    'a part of the compound statement is compound',
    ([first, ...others]) => [
      first!,
      new Map<CborKey, CborValue>([
        ['fmt', 'compound'],
        ['attStmt', [first!, ...others]],
      ]),
    ],
    [clause('7.1', '13')],
  ),
  whole('map', 'the compound statement is a map, not an array', ([first]) => first!, [
    clause('7.1', '13'),
    clause('7.1', '22'),
  ]),
  whole('part-text', 'a part of the compound statement is a text', ([, ...others]) => ['packed', ...others]),
  whole(
    'part-without-format',
    'a part of the compound statement has no fmt',
    changedFirst((part) => without(part, 'fmt')),
  ),
  whole(
    'part-without-statement',
    'a part of the compound statement has no attStmt',
    changedFirst((part) => without(part, 'attStmt')),
    partSteps,
  ),
  whole(
    'part-format-number',
    'fmt of a part is a number',
    changedFirst((part) => new Map(part).set('fmt', 1)),
  ),
  attestationSpoil(
    'compound.part-format-unknown',
    'a part of the compound statement is of a format that nobody defined',
    [...syntax, ...outcome, clause('7.1', '21')],
    { statement: parts(changedFirst((part) => new Map(part).set('fmt', 'packed2'))) },
    needs,
    'SHOULD',
  ),
  attestationSpoil(
    'compound.part-broken',
    'a part of the compound statement does not verify',
    [...syntax, ...outcome, ...partSteps],
    { statement: parts(changedFirst((part) => new Map(part).set('attStmt', broken(part.get('attStmt'))))) },
    needs,
    'SHOULD',
  ),
  attestationSpoil(
    'compound.last-part-broken',
    'the last part of the compound statement does not verify',
    [...syntax, ...outcome, ...partSteps],
    {
      statement: parts((all) => {
        const changed = changedFirst((part) => new Map(part).set('attStmt', broken(part.get('attStmt'))));
        return changed(all.toReversed()).toReversed();
      }),
    },
    needs,
    'SHOULD',
  ),
  whole(
    'all-parts-broken',
    'no part of the compound statement verifies',
    (all) =>
      all.map((part) => (part instanceof Map ? new Map(part).set('attStmt', broken(part.get('attStmt'))) : part)),
    [...outcome, ...partSteps],
  ),
  attestationSpoil(
    'compound.part-of-another-format',
    'a part of the compound statement has the members of another format',
    [...syntax, ...outcome, ...partSteps, clause('8.6', '1')],
    { statement: parts(changedFirst((part) => new Map(part).set('fmt', 'fido-u2f'))) },
    needs,
    'SHOULD',
  ),
];

function whole(
  name: string,
  says: string,
  change: (all: readonly CborValue[]) => CborValue,
  more: readonly SpoiledStep[] = [],
): RegistrationSpoil {
  return attestationSpoil(`compound.${name}`, says, [...syntax, ...more], { statement: parts(change) }, needs);
}

function parts(change: (all: readonly CborValue[]) => CborValue): (sound: CborValue) => CborValue {
  return (sound) => (Array.isArray(sound) ? change(sound) : sound);
}

function changedFirst(change: (part: CborMap) => CborValue): (all: readonly CborValue[]) => CborValue[] {
  return ([first, ...others]) => [first instanceof Map ? change(first) : (first ?? null), ...others];
}

function without(part: CborMap, key: string): CborMap {
  return new Map([...part].filter(([name]) => name !== key));
}

/** A statement whose signature is another, or which lacks its certificates where nothing is signed. */
function broken(statement: CborValue | undefined): CborValue {
  if (!(statement instanceof Map)) return null;
  const sig = statement.get('sig');
  return sig instanceof Uint8Array ? new Map(statement).set('sig', flipped(sig, -1)) : without(statement, 'x5c');
}
