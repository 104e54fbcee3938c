import { concat } from '../../bytes/bytes.ts';
import { decodeAuthenticatorData } from '../../codec/authenticator-data.ts';
import type { VerifyKey } from '../../crypto/verify-key.ts';
import { assertionSteps as steps } from './assertion-steps.ts';
import { keepCredentialKey } from './credential-key.ts';
import { judgeExtensions } from './extension-outputs.ts';
import { flagsOf, judgeFlags } from './flags.ts';
import type { AuthenticatorExpectations } from './input.ts';
import type { Ledger } from './ledger.ts';
import type { AssertionBytesAccepted } from './verdict.ts';

/** What steps 15 to 23 of section 7.2 are judged on. */
export interface AssertionParts {
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  readonly clientDataHash: Uint8Array;
  /** Whether the hash was computed of client data, not given. */
  readonly isHashComputed: boolean;
  readonly rpId: string;
  readonly appId: string | undefined;
  readonly publicKey: Uint8Array | VerifyKey;
  readonly signCount: number | undefined;
  readonly backupEligible: boolean | undefined;
  readonly clientExtensionResults: Readonly<Record<string, unknown>> | undefined;
  readonly credentialId: Uint8Array | undefined;
}

/** Judges the authenticator-level steps of an assertion, in the order of section 7.2. */
export function judgeAssertion(
  ledger: Ledger,
  parts: AssertionParts,
  expected: AuthenticatorExpectations,
): AssertionBytesAccepted {
  const bytes = parts.authenticatorData;
  const authData = ledger.read(steps.authenticatorData, 'authenticator-data-malformed', bytes, () =>
    decodeAuthenticatorData(bytes),
  );
  ledger.pass(steps.authenticatorData, bytes);
  const flagByte = bytes.subarray(32, 33);
  // steps 15 to 18
  judgeFlags(ledger, steps, authData, flagByte, parts.rpId, parts.appId, expected);
  // step 19
  const { backupEligible, signCount } = parts;
  if (backupEligible === undefined) ledger.skip(steps.backupEligibility);
  else {
    ledger.demand(
      steps.backupEligibility,
      authData.be === backupEligible,
      'backup-eligibility-changed',
      () => `flags: expected BE ${backupEligible ? 'set' : 'clear'} as at registration, received the contrary`,
      flagByte,
      'backup-flags',
    );
  }
  ledger.demand(
    steps.noAttestedData,
    !authData.at,
    'attested-credential-data-unexpected',
    () => 'flags: expected no AT in an assertion, received it',
    flagByte,
    'attested-data-in-assertion',
  );
  // steps 20 and 21
  if (parts.isHashComputed) ledger.pass(steps.clientDataHash, parts.clientDataHash);
  else ledger.skip(steps.clientDataHash);
  judgeSignature(ledger, parts);
  // step 22
  if (signCount === undefined) ledger.skip(steps.signCount);
  else {
    ledger.demand(
      steps.signCount,
      authData.signCount > signCount || (authData.signCount === 0 && signCount === 0),
      'counter-went-back',
      () => `signCount: expected more than ${signCount}, received ${authData.signCount}`,
      bytes.subarray(33, 37),
      'counter-went-back',
    );
  }
  // step 23
  judgeExtensions(
    ledger,
    steps,
    {
      ceremony: 'assertion',
      outputs: authData.extensions,
      bytes: bytes.subarray(37),
      clientOutputs: parts.clientExtensionResults,
      credentialId: parts.credentialId,
    },
    expected,
  );
  const accepted: AssertionBytesAccepted = {
    kind: 'accepted',
    steps: ledger.steps,
    warnings: ledger.warnings,
    signCount: authData.signCount,
    flags: flagsOf(authData),
  };
  return authData.extensions === undefined ? accepted : { ...accepted, extensions: authData.extensions };
}

function judgeSignature(ledger: Ledger, parts: AssertionParts): void {
  const { publicKey, signature } = parts;
  let key: VerifyKey;
  if (publicKey instanceof Uint8Array) {
    key = ledger.read(steps.publicKey, 'public-key-malformed', publicKey, () => keepCredentialKey(publicKey));
    ledger.pass(steps.publicKey, publicKey);
  } else {
    key = publicKey;
    ledger.pass(steps.publicKey);
  }
  ledger.demand(
    steps.signature,
    // a key of the caller's may answer with a promise, which would be true of any signature
    key.verify(concat(parts.authenticatorData, parts.clientDataHash), signature) === true,
    'signature-invalid',
    () => 'signature: expected one by the stored key over authenticatorData and the hash, received another',
    signature,
  );
}
