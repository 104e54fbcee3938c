/** A status report of an entry (FIDO Metadata Service 3, section 3.1.3). */
export interface StatusReport {
  /** `FIDO_CERTIFIED_L1`, `REVOKED`, … : what is not known is kept. */
  readonly status: string;
  /** ISO 8601 date; a report without one holds from the beginning. */
  readonly effectiveDate?: string;
  /** The firmware from which it holds. */
  readonly authenticatorVersion?: number;
}

/** The statuses that speak against every key of the model (FIDO Metadata Service 3, section 3.1.4). */
export const undesiredStatuses: readonly string[] = [
  'USER_VERIFICATION_BYPASS',
  'ATTESTATION_KEY_COMPROMISE',
  'USER_KEY_REMOTE_COMPROMISE',
  'USER_KEY_PHYSICAL_COMPROMISE',
  'REVOKED',
];

/** What the reports of an entry come to at a time. */
export interface Standing {
  /** The undesired status in effect, if there is one. */
  readonly undesired?: string;
  /** Whether the last word on certification is that it is certified. */
  readonly certified: boolean;
}

const certifications = /^FIDO_CERTIFIED(?:_L[1-3](?:plus)?)?$/;
const endsCertification: readonly string[] = ['NOT_FIDO_CERTIFIED', 'REVOKED', 'SELF_ASSERTION_SUBMITTED'];

/**
 * What status reports come to at `atMs`. A compromise stands for good: a later UPDATE_AVAILABLE mends newer firmware, and
 * an attestation does not tell which firmware made it. Reports of the future are not looked at, nor are unknown statuses.
 */
export function standingOf(reports: readonly StatusReport[], atMs: number, undesired = undesiredStatuses): Standing {
  const inEffect = reports
    .filter(({ effectiveDate }) => effectiveDate === undefined || Date.parse(`${effectiveDate}T00:00:00Z`) <= atMs)
    .toSorted((one, other) => (one.effectiveDate ?? '').localeCompare(other.effectiveDate ?? ''));
  const against = inEffect.findLast(({ status }) => undesired.includes(status))?.status;
  const lastWord = inEffect.findLast(
    ({ status }) => certifications.test(status) || endsCertification.includes(status),
  )?.status;
  const certified = lastWord !== undefined && certifications.test(lastWord);
  return against === undefined ? { certified } : { undesired: against, certified };
}
