import type { AuthenticatorData } from '../../codec/authenticator-data.ts';
import type { CborMap, CborValue } from '../../codec/cbor/value.ts';
import type { VerifyKey } from '../../crypto/verify-key.ts';
import {
  fitsAlgorithm,
  isAttestationAlgorithm,
  type SignatureAllowance,
  verifyAttestationSignature,
} from './attestation-signature.ts';
import { type Certificate, decodeCertificate } from './certificate.ts';
import type { AttestationPolicy } from './input.ts';
import { keepCertificate } from './kept-certificate.ts';
import type { Ledger } from './ledger.ts';
import type { StepDefinition } from './step.ts';
import type { AttestationType } from './verdict.ts';

/** What a verification procedure of section 8 is given. */
export interface StatementContext {
  readonly ledger: Ledger;
  readonly statement: CborMap;
  readonly authData: AuthenticatorData;
  readonly credential: NonNullable<AuthenticatorData['attestedCredentialData']>;
  readonly authDataBytes: Uint8Array;
  readonly clientDataHash: Uint8Array;
  /** Absent where the profile leaves the public key unread and it is of no use. */
  readonly verifyKey: VerifyKey | undefined;
  readonly policy: AttestationPolicy;
}

/** What a verification procedure gives: the attestation type and the trust path. */
export interface StatementResult {
  readonly type: AttestationType;
  readonly trustPath: readonly Certificate[];
}

/** The verification procedure of one attestation statement format. */
export type StatementVerifier = (context: StatementContext) => StatementResult;

/** How a member of a statement is called in people's words when it is wrong, and whether a value is one. */
export interface MemberType<Value extends CborValue> {
  readonly expectation: string;
  readonly holds: (value: CborValue) => value is Value;
}

/** A COSE algorithm identifier. */
export const algorithmMember: MemberType<number> = {
  expectation: 'an integer',
  holds: (value): value is number => typeof value === 'number' && Number.isSafeInteger(value),
};

/** A byte string. */
export const bytesMember: MemberType<Uint8Array> = {
  expectation: 'a byte string',
  holds: (value) => value instanceof Uint8Array,
};

/** An array of at least one byte string. */
export const certificatesMember: MemberType<Uint8Array[]> = {
  expectation: 'an array of at least one byte string',
  holds: (value): value is Uint8Array[] =>
    Array.isArray(value) && value.length > 0 && value.every((element) => element instanceof Uint8Array),
};

/** A member of the statement; ends the ceremony where it is absent or of another type. */
export function member<Value extends CborValue>(
  context: StatementContext,
  step: StepDefinition,
  name: string,
  type: MemberType<Value>,
): Value {
  const value = context.statement.get(name);
  if (value !== undefined && type.holds(value)) return value;
  const finding = value === undefined ? 'nothing' : 'another type';
  return context.ledger.refuse(
    step,
    'attestation-statement-malformed',
    `attStmt.${name}: expected ${type.expectation}, received ${finding}`,
  );
}

/** Passes a format's syntax step where the statement has no member beyond `names`. */
export function demandNoOthers(context: StatementContext, step: StepDefinition, names: readonly string[]): void {
  const other = [...context.statement.keys()].find((key) => typeof key !== 'string' || !names.includes(key));
  context.ledger.demand(
    step,
    other === undefined,
    'attestation-statement-malformed',
    () => `attStmt: expected only ${names.join(', ') || 'no members'}, received ${String(other).slice(0, 40)}`,
    undefined,
    'statement-extra-members',
  );
}

/** The most certificates of an x5c that are looked at; chains of keys have two or three. */
const MOST_CERTIFICATES = 20;

/** Reads the certificates of x5c, the leaf first; ends the ceremony at the first that is none. */
export function readCertificates(
  context: StatementContext,
  step: StepDefinition,
  x5c: readonly Uint8Array[],
): Certificate[] {
  const { ledger } = context;
  if (x5c.length > MOST_CERTIFICATES) {
    ledger.refuse(
      step,
      'attestation-certificate-malformed',
      `attStmt.x5c: expected at most ${MOST_CERTIFICATES} certificates, received ${x5c.length}`,
    );
  }
  const certificates = x5c.map((der, index) => {
    const read = index === 0 ? decodeCertificate : keepCertificate;
    return ledger.read(step, 'attestation-certificate-malformed', der, () => read(der, `attStmt.x5c[${index}]`));
  });
  ledger.pass(step, x5c[0]);
  return certificates;
}

/** The first of the certificates that `readCertificates` gave: the attestation certificate. */
export function leafOf(certificates: readonly Certificate[]): Certificate {
  const [leaf] = certificates;
  if (leaf === undefined) throw new RangeError('leafOf: expected at least one certificate, received none');
  return leaf;
}

/** Passes a format's signature step where `sig` is one over `data` by the key of `certificate` with `alg`. */
export function demandCertificateSignature(
  { ledger }: StatementContext,
  step: StepDefinition,
  alg: number,
  certificate: Certificate,
  data: Uint8Array,
  sig: Uint8Array,
  allowance?: SignatureAllowance,
): void {
  if (!isAttestationAlgorithm(alg, allowance)) {
    const because = `attStmt.alg: expected a known algorithm, received ${alg}`;
    ledger.refuse(step, 'attestation-algorithm-unsupported', because, sig);
  }
  if (!fitsAlgorithm(alg, certificate.publicKey, allowance)) {
    const because = `attStmt.alg: expected the algorithm of the certificate's key, received ${alg}`;
    ledger.refuse(step, 'attestation-algorithm-mismatch', because, sig);
  }
  ledger.demand(
    step,
    verifyAttestationSignature(alg, certificate.publicKey, data, sig, allowance),
    'attestation-signature-invalid',
    () => "attStmt.sig: expected a signature by the certificate's key, received another",
    sig,
  );
}
