import type { AuthenticatorData } from '../../codec/authenticator-data.ts';
import type { CborMap, CborValue } from '../../codec/cbor/value.ts';
import type { VerifyKey } from '../../crypto/verify-key.ts';
import { judgeCompound } from './compound.ts';
import { COMPOUND, formats } from './formats.ts';
import type { AttestationExpectations, AttestationPolicy } from './input.ts';
import type { Ledger } from './ledger.ts';
import { registrationSteps } from './registration-steps.ts';
import type { StatementContext } from './statement.ts';
import { defineStep } from './step.ts';
import { judgeTrust } from './trust-path.ts';
import type { AttestationFacts } from './verdict.ts';

/** The steps beside those of section 7.1 that the statement of any format is judged by. */
export const statementSteps = {
  formatTaken: defineStep('7.1', '24', 'the attestation statement format is one that policy takes'),
} as const;

const SAFETYNET = 'android-safetynet';

/** An attestation statement, and what it is over. */
export interface StatementParts {
  readonly fmt: string;
  readonly attStmt: CborValue;
  readonly authData: Uint8Array;
  readonly clientDataHash: Uint8Array;
}

/** Judges an attestation statement and its trust (section 7.1 steps 21 to 24), of whatever format. */
export function judgeStatement(
  ledger: Ledger,
  { fmt, attStmt, authData: authDataBytes, clientDataHash }: StatementParts,
  authData: AuthenticatorData,
  credential: StatementContext['credential'],
  verifyKey: VerifyKey | undefined,
  expected: AttestationExpectations,
): AttestationFacts {
  const policy = expected.attestation ?? {};
  const given = { authData, credential, authDataBytes, clientDataHash, verifyKey, policy };
  if (fmt !== COMPOUND) return judgeSimple(ledger, fmt, attStmt, given);
  // step 21
  ledger.pass(registrationSteps.format);
  demandTaken(ledger, fmt, policy);
  // steps 22 to 24
  const facts = judgeCompound(ledger, attStmt, policy, (partLedger, format, statement) =>
    judgeSimple(partLedger, format, statement, given),
  );
  ledger.pass(registrationSteps.statement);
  return facts;
}

function judgeSimple(
  ledger: Ledger,
  fmt: string,
  statement: CborValue,
  given: Omit<StatementContext, 'ledger' | 'statement'>,
): AttestationFacts {
  // step 21
  const verifyStatement = formats.get(fmt);
  if (verifyStatement === undefined) {
    const known = [...formats.keys(), COMPOUND].join(', ');
    const because = `fmt: expected ${known}, received ${JSON.stringify(fmt.slice(0, 80))}`;
    return ledger.refuse(registrationSteps.format, 'attestation-format-unsupported', because);
  }
  ledger.pass(registrationSteps.format);
  demandTaken(ledger, fmt, given.policy);
  // step 22
  if (!isMap(statement)) {
    const because = 'attStmt: expected a map, received another';
    return ledger.refuse(registrationSteps.statement, 'attestation-statement-malformed', because);
  }
  const result = verifyStatement({ ...given, ledger, statement });
  ledger.pass(registrationSteps.statement);
  // steps 23 and 24
  const trusted = judgeTrust(ledger, result, given.policy);
  return { format: fmt, type: result.type, trustPath: result.trustPath.map(({ der }) => der), trusted };
}

function demandTaken(ledger: Ledger, fmt: string, policy: AttestationPolicy): void {
  if (policy.formats === undefined && fmt !== SAFETYNET) return;
  ledger.demand(
    statementSteps.formatTaken,
    policy.formats?.includes(fmt) ?? policy.acceptSafetyNet === true,
    'attestation-format-not-acceptable',
    () => `fmt: expected ${policy.formats?.join(', ') ?? `a format other than ${SAFETYNET}`}, received ${fmt}`,
  );
}

function isMap(value: CborValue): value is CborMap {
  return value instanceof Map;
}
