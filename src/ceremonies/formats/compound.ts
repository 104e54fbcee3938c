import type { CborKey, CborMap, CborValue } from '../../codec/cbor/value.ts';
import { algorithmsOf } from '../algorithms.ts';
import type { StatementContext, StatementMaker } from '../statement-maker.ts';
import type { AttestationKind } from '../variant.ts';
import { makeAndroidKey } from './android-key.ts';
import { makeApple } from './apple.ts';
import { makePackedSelf, makePackedX5c } from './packed.ts';
import { makeTpm } from './tpm.ts';

/** Compound attestation (WebAuthn Level 3 section 8.9): two or three statements over the same credential, which ones being drawn. */
export const makeCompound: StatementMaker = (context) => {
  const [first, ...others] = rotated(makersFor(context), context.tools.random.bytes(1)[0]!);
  const count = 1 + (context.tools.random.bytes(1)[0]! % 2);
  return { fmt: 'compound', attStmt: [first!, ...others.slice(0, count)].map((make) => compoundPart(make(context))) };
};

/** A statement as one part of a compound statement: its format and its members, each under its name. */
export function compoundPart({ fmt, attStmt }: ReturnType<StatementMaker>): CborMap {
  return new Map<CborKey, CborValue>([
    ['fmt', fmt],
    ['attStmt', attStmt],
  ]);
}

const parts: ReadonlyMap<AttestationKind, StatementMaker> = new Map([
  ['packed-x5c', makePackedX5c],
  ['packed-self', makePackedSelf],
  ['tpm', makeTpm],
  ['apple', makeApple],
  ['android-key', makeAndroidKey],
]);

function makersFor({ credentialKey }: StatementContext): readonly StatementMaker[] {
  return [...parts].filter(([kind]) => algorithmsOf(kind).includes(credentialKey.alg)).map(([, make]) => make);
}

function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}
