import { toHex } from '../../bytes/hex.ts';
import type { CborValue } from '../../codec/cbor/value.ts';
import { COMPOUND, formats } from './formats.ts';
import type { AttestationPolicy } from './input.ts';
import { Ledger, ruling } from './ledger.ts';
import { defineStep } from './step.ts';
import type { AttestationFacts, AttestationType } from './verdict.ts';

/** The steps of the compound format. */
export const compoundSteps = {
  syntax: defineStep('8.9', undefined, 'attStmt is an array of at least two statements, and not of countless ones'),
  part: defineStep('8.9', undefined, 'each element of attStmt has fmt and attStmt, and nothing else'),
  nested: defineStep('8.9', undefined, 'no element of attStmt is compound itself'),
  known: defineStep('8.9', '1', 'each part is of a known format, where policy does not ignore others'),
  parts: defineStep('8.9', '1', 'each part is verified by the procedure of its format'),
  enough: defineStep('8.9', '2', 'as many parts hold as policy asks'),
} as const;

/** The most parts that are looked at, so that a verdict is bounded in time. */
const MOST_PARTS = 8;

/** Judges one part in a ledger: its statement by its format, and its trust. */
type JudgePart = (ledger: Ledger, format: string, statement: CborValue) => AttestationFacts;

interface Part {
  readonly fmt: string;
  readonly attStmt: CborValue;
}

/**
 * Compound attestation (section 8.9): several statements over the same registration. The text leaves to policy what a
 * part that fails means; by default each must hold. It does not forbid two parts of one format, so they are judged alike, but
 * where policy asks for a number, parts of one format by one certificate count once.
 */
export function judgeCompound(
  ledger: Ledger,
  statement: CborValue,
  policy: AttestationPolicy,
  judgePart: JudgePart,
): AttestationFacts {
  const parts = readParts(ledger, statement);
  const { required = 'all', unknownParts = 'refused' } = policy.compound ?? {};
  const known = parts.filter(({ fmt }) => formats.has(fmt));
  // step 1
  ledger.demand(
    compoundSteps.known,
    unknownParts === 'ignored' || known.length === parts.length,
    'attestation-format-unsupported',
    () => `attStmt: expected parts of known formats, received ${unknownOf(parts)}`,
  );
  const facts = known.flatMap((part) => {
    if (required === 'all') return judgePart(ledger, part.fmt, part.attStmt);
    return judgeApart(ledger, part, judgePart) ?? [];
  });
  // policy lets a part fail, which a remark tells; then this step was not asked for
  if (facts.length === known.length) ledger.pass(compoundSteps.parts);
  else ledger.skip(compoundSteps.parts);
  // step 2
  const distinct = new Set(facts.map(evidenceOf)).size;
  const least = required === 'all' ? 1 : Math.max(1, required);
  ledger.demand(
    compoundSteps.enough,
    distinct >= least,
    'compound-too-few',
    () => `attStmt: expected ${least} parts that hold, received ${distinct}`,
  );
  const strongest = facts.toSorted((left, right) => strength(right) - strength(left))[0];
  return { ...(strongest ?? nothing), format: COMPOUND, parts: facts };
}

// the same certificate, or the credential's own key, attests once, however often it signs
function evidenceOf({ format, type, trustPath }: AttestationFacts): string {
  const [leaf] = trustPath;
  return leaf === undefined ? `${format} ${type}` : `${format} ${toHex(leaf)}`;
}

const nothing = { type: 'none', trustPath: [], trusted: false } as const;

// policy may let a part fail, so its steps count only where it holds; otherwise a remark says why it does not
function judgeApart(ledger: Ledger, part: Part, judgePart: JudgePart): AttestationFacts | undefined {
  const apart = new Ledger(ledger.profile, ledger.overlooks);
  const verdict = ruling(apart, () => judgePart(apart, part.fmt, part.attStmt));
  if ('kind' in verdict) {
    ledger.warnings.push({ code: verdict.code, because: `attStmt: a ${part.fmt} part: ${verdict.because}` });
    return undefined;
  }
  ledger.steps.push(...apart.steps);
  ledger.warnings.push(...apart.warnings);
  return verdict;
}

function readParts(ledger: Ledger, statement: CborValue): Part[] {
  if (!Array.isArray(statement)) {
    const because = 'attStmt: expected an array, received another';
    return ledger.refuse(compoundSteps.syntax, 'attestation-statement-malformed', because);
  }
  const elements = statement.slice(0, MOST_PARTS);
  ledger.demand(
    compoundSteps.syntax,
    statement.length >= 2 && statement.length <= MOST_PARTS,
    'compound-parts',
    () => `attStmt: expected 2 to ${MOST_PARTS} parts, received ${statement.length}`,
  );
  const parts = elements.map((element, index) => readPart(ledger, element, index));
  ledger.pass(compoundSteps.part);
  ledger.demand(
    compoundSteps.nested,
    parts.every(({ fmt }) => fmt !== COMPOUND),
    'compound-parts',
    () => 'attStmt: expected parts that are not compound, received one',
  );
  return parts;
}

function readPart(ledger: Ledger, element: CborValue, index: number): Part {
  if (element instanceof Map) {
    const fmt = element.get('fmt');
    const attStmt = element.get('attStmt');
    if (typeof fmt === 'string' && attStmt !== undefined && element.size === 2) return { fmt, attStmt };
  }
  const because = `attStmt[${index}]: expected a map of fmt and attStmt, received another`;
  return ledger.refuse(compoundSteps.part, 'attestation-statement-malformed', because);
}

function unknownOf(parts: readonly Part[]): string {
  const unknown = parts.filter(({ fmt }) => !formats.has(fmt)).map(({ fmt }) => JSON.stringify(fmt.slice(0, 40)));
  return unknown.join(', ');
}

const ranks: Readonly<Partial<Record<AttestationType, number>>> = { self: 1, basic: 2, attca: 2, anonca: 2 };

function strength({ trusted, type }: AttestationFacts): number {
  return (trusted ? 10 : 0) + (ranks[type] ?? 0);
}
