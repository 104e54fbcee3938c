import { toBase64url } from '../../src/bytes/base64url.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { diagnostic } from '../../src/codec/cbor/diagnostic.ts';
import { assertionSteps } from '../../src/verifier/webauthn/assertion-steps.ts';
import { registrationSteps } from '../../src/verifier/webauthn/registration-steps.ts';
import type { Step, StepDefinition } from '../../src/verifier/webauthn/step.ts';
import type { AssertionVerdict, AttestationFacts, AttestationVerdict } from '../../src/verifier/webauthn/verdict.ts';
import { columns } from '../columns.ts';

/** A verdict of either ceremony; a registration's says more than that of its attestation, of which nothing is shown. */
export type AnyVerdict = AttestationVerdict | AssertionVerdict;

/** What is said beside a verdict. */
export interface Aside {
  readonly profile: string;
  /** Expectations that were taken from the response. */
  readonly assumed: readonly string[];
  readonly remarks: readonly string[];
}

const SHOWN_BYTES = 24;

/** The steps that are judged by what an expectation says, by its name. */
const stepsOf: Readonly<Record<string, readonly StepDefinition[]>> = {
  challenge: [registrationSteps.challenge, assertionSteps.challenge],
  origin: [registrationSteps.origin, assertionSteps.origin],
  'rp-id': [registrationSteps.rpIdHash, assertionSteps.rpIdHash],
  credential: [assertionSteps.credentialKnown],
};

// what was taken from the response itself holds of it, which is no judgement
function judgedSteps(verdict: AnyVerdict, { assumed }: Aside): readonly Step[] {
  const unjudged = new Set(assumed.flatMap((name) => stepsOf[name] ?? []).map(({ spec }) => spec));
  return verdict.steps.map((step) =>
    step.outcome === 'passed' && unjudged.has(step.spec) ? { ...step, outcome: 'not-requested' } : step,
  );
}

/** A verdict as an object for programs: bytes in base64url, steps in their order. */
export function verdictJson(verdict: AnyVerdict, aside: Aside): unknown {
  const steps = judgedSteps(verdict, aside).map(({ spec, says, outcome, judged }) => ({
    ...spec,
    says,
    outcome,
    ...(judged === undefined ? {} : { judged: toBase64url(judged) }),
  }));
  const { kind, warnings } = verdict;
  const common = { kind, profile: aside.profile, assumed: aside.assumed, remarks: aside.remarks };
  if (verdict.kind === 'rejected') {
    return { ...common, code: verdict.code, because: verdict.because, spec: verdict.spec, steps, warnings };
  }
  const { extensions } = verdict;
  const outputs = extensions === undefined ? {} : { extensions: diagnostic(extensions) };
  const shared = { ...common, flags: verdict.flags, ...outputs };
  if ('credential' in verdict) {
    const { coseKey: _key, verifyKey: _verifyKey, id, publicKey, aaguid, ...credential } = verdict.credential;
    return {
      ...shared,
      credential: {
        id: toBase64url(id),
        publicKey: toBase64url(publicKey),
        aaguid: uuid(aaguid),
        ...credential,
      },
      attestation: attestationJson(verdict.attestation),
      steps,
      warnings,
    };
  }
  return { ...shared, credentialId: toBase64url(verdict.credentialId), update: verdict.update, steps, warnings };
}

/** A verdict for people: the judgement first, then every step, then what is to be known of the credential. */
export function verdictText(verdict: AnyVerdict, aside: Aside): string {
  const lines: string[] = [];
  if (verdict.kind === 'rejected') {
    lines.push(`rejected: ${verdict.code}`, `  ${verdict.because}`, `  ${clause(verdict)}`);
  } else lines.push('accepted');
  if (aside.assumed.length > 0) {
    lines.push(`  not judged, since not said: ${aside.assumed.map((name) => `--${name}`).join(', ')}`);
  }
  lines.push(...aside.remarks.map((remark) => `  ${remark}`));
  const steps = columns(
    judgedSteps(verdict, aside).map((step) => [`  ${words[step.outcome]}`, clause(step), step.says]),
  );
  const failed = verdict.steps.findLast(({ outcome }) => outcome === 'failed')?.judged;
  const judged = failed === undefined ? '' : `\nbytes judged: ${shown(failed)}\n`;
  const warnings = verdict.warnings.map(
    ({ because, waivedBy }) => `  ${because}${waivedBy === undefined ? '' : ` (let through by ${waivedBy})`}\n`,
  );
  const warned = warnings.length === 0 ? '' : `\nwarnings\n${warnings.join('')}`;
  const facts =
    verdict.kind === 'rejected' ? '' : `\n${columns(factsOf(verdict).map(([name, fact]) => [name!, fact!]))}`;
  return `${lines.join('\n')}\n\n${steps}${judged}${warned}${facts}`;
}

const words = { passed: 'passed', failed: 'FAILED', 'not-requested': '-' } as const;

function clause({ spec }: Pick<Step, 'spec'>): string {
  const document = spec.document === 'WebAuthn Level 3' ? '' : `${spec.document} `;
  return `${document}${spec.section}${spec.step === undefined ? '' : ` step ${spec.step}`}`;
}

function factsOf(verdict: Exclude<AnyVerdict, { kind: 'rejected' }>): string[][] {
  const { userPresent, userVerified, backupEligible, backupState } = verdict.flags;
  const flags = [userPresent && 'UP', userVerified && 'UV', backupEligible && 'BE', backupState && 'BS'];
  const rows = [['flags', flags.filter((flag) => flag !== false).join(' ') || 'none']];
  if (verdict.extensions !== undefined) rows.push(['extensions', diagnostic(verdict.extensions)]);
  if (!('credential' in verdict)) {
    return [...rows, ['credential', shown(verdict.credentialId)], ['signCount', `${verdict.update.signCount}`]];
  }
  const { credential, attestation } = verdict;
  const trust =
    attestation.trustPath.length === 0 ? '' : attestation.trusted ? ', trusted' : ', no anchor was asked for';
  return [
    ...rows,
    ['credential', shown(credential.id)],
    ['algorithm', `${credential.algorithm}`],
    ['AAGUID', uuid(credential.aaguid)],
    ['signCount', `${credential.signCount}`],
    ['attestation', `${attestation.format} (${attestation.type}${trust})`],
  ];
}

function attestationJson({ format, type, trusted, trustPath, parts }: AttestationFacts): unknown {
  return {
    format,
    type,
    trusted,
    trustPath: trustPath.map(toBase64url),
    ...(parts === undefined ? {} : { parts: parts.map(attestationJson) }),
  };
}

function shown(bytes: Uint8Array): string {
  const rest = bytes.length - SHOWN_BYTES;
  return rest <= 0 ? toHex(bytes) : `${toHex(bytes.subarray(0, SHOWN_BYTES))}… (${bytes.length} bytes)`;
}

function uuid(bytes: Uint8Array): string {
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
