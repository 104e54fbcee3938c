import { equalBytes } from '../../bytes/bytes.ts';
import { type AuthenticatorData, decodeAuthenticatorData } from '../../codec/authenticator-data.ts';
import type { CborValue } from '../../codec/cbor/value.ts';
import type { VerifyKey } from '../../crypto/verify-key.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import { isOpened, openCredentialKey } from './credential-key.ts';
import { isNotDiscoverable, judgeExtensions } from './extension-outputs.ts';
import { flagsOf, judgeFlags } from './flags.ts';
import type { AttestationExpectations } from './input.ts';
import { judgeStatement } from './judge-statement.ts';
import type { Ledger } from './ledger.ts';
import { judgeAcceptable, judgeMetadata, judgeProved } from './profile-demands.ts';
import { registrationSteps as steps } from './registration-steps.ts';
import type { AttestationAccepted, AttestationFacts } from './verdict.ts';

/** What steps 13 to 28 of section 7.1 are judged on. */
export interface AttestationParts {
  readonly fmt: string;
  readonly attStmt: CborValue;
  readonly authData: Uint8Array;
  readonly clientDataHash: Uint8Array;
  readonly rpId: string;
  /** The credential id that the client presents. Absent at a key, where there is only the attested one. */
  readonly rawId?: Uint8Array;
  readonly clientExtensionResults?: Readonly<Record<string, unknown>>;
}

type AttestedCredential = NonNullable<AuthenticatorData['attestedCredentialData']>;

/** The longest credential id (section 7.1 step 25), in bytes. */
const LONGEST_ID = 1023;

/** Judges the authenticator-level steps of a registration, in the order of section 7.1. */
export function judgeAttestation(
  ledger: Ledger,
  parts: AttestationParts,
  expected: AttestationExpectations,
): AttestationAccepted {
  const bytes = parts.authData;
  const authData = readAuthenticatorData(ledger, bytes);
  const flagByte = bytes.subarray(32, 33);
  judgeFlags(ledger, steps, authData, flagByte, parts.rpId, undefined, expected);
  const credential = authData.attestedCredentialData;
  if (credential === undefined) {
    return ledger.refuse(
      steps.attestedData,
      'attested-credential-data-missing',
      'flags: expected AT, received none',
      flagByte,
    );
  }
  ledger.pass(steps.attestedData, flagByte);
  const verifyKey = judgePublicKey(ledger, credential, expected);
  const claimed = { fmt: parts.fmt, attStmt: parts.attStmt, aaguid: credential.aaguid };
  const { isUnverified } = judgeAcceptable(ledger, claimed);
  const attestation = isUnverified
    ? unverified(ledger, parts.fmt)
    : judgeStatement(ledger, parts, authData, credential, verifyKey, judgeMetadata(ledger, claimed, expected));
  judgeProved(ledger, attestation);
  judgeCredentialId(ledger, credential.credentialId, parts.rawId, expected);
  const { credentialId, credentialPublicKeyBytes } = credential;
  judgeExtensions(
    ledger,
    steps,
    {
      ceremony: 'registration',
      outputs: authData.extensions,
      bytes: bytes.subarray(55 + credentialId.length + credentialPublicKeyBytes.length),
      clientOutputs: parts.clientExtensionResults,
      credentialId,
    },
    expected,
  );
  if (expected.residentKey === 'required' && isNotDiscoverable(parts.clientExtensionResults)) {
    ledger.warnings.push({
      code: 'credential-not-discoverable',
      because: 'credProps.rk: expected true, as a discoverable credential was required, received false',
    });
  }
  const flags = flagsOf(authData);
  return {
    kind: 'accepted',
    steps: ledger.steps,
    warnings: ledger.warnings,
    credential: {
      id: credential.credentialId,
      publicKey: credential.credentialPublicKeyBytes,
      coseKey: credential.credentialPublicKey,
      ...(verifyKey === undefined ? {} : { verifyKey }),
      algorithm: credential.credentialPublicKey.alg,
      aaguid: credential.aaguid,
      signCount: authData.signCount,
      uvInitialized: flags.userVerified,
      backupEligible: flags.backupEligible,
      backupState: flags.backupState,
    },
    attestation,
    flags,
    ...(authData.extensions === undefined ? {} : { extensions: authData.extensions }),
  };
}

function readAuthenticatorData(ledger: Ledger, bytes: Uint8Array): AuthenticatorData {
  try {
    const authData = decodeAuthenticatorData(bytes);
    ledger.pass(steps.authenticatorData, bytes);
    return authData;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (!error.path.includes('credentialPublicKey')) {
      return ledger.refuse(steps.authenticatorData, 'authenticator-data-malformed', error.message, bytes, error);
    }
    return ledger.refuse(steps.publicKeyValid, 'public-key-malformed', error.message, bytes, error);
  }
}

function judgePublicKey(
  ledger: Ledger,
  credential: AttestedCredential,
  expected: AttestationExpectations,
): VerifyKey | undefined {
  const { credentialPublicKey: coseKey, credentialPublicKeyBytes: keyBytes } = credential;
  // step 20
  if (expected.pubKeyCredParams === undefined) ledger.skip(steps.algorithm);
  else {
    const asked = expected.pubKeyCredParams;
    ledger.demand(
      steps.algorithm,
      asked.some(({ type, alg }) => type === 'public-key' && alg === coseKey.alg),
      'algorithm-not-requested',
      () =>
        `credentialPublicKey.alg: expected one of ${asked.map(({ alg }) => alg).join(', ')}, received ${coseKey.alg}`,
      keyBytes,
      'algorithm-not-requested',
    );
  }
  const key = openCredentialKey(coseKey);
  if (isOpened(key)) {
    ledger.pass(steps.publicKeySupported, keyBytes);
    ledger.pass(steps.publicKeyValid, keyBytes);
    return key;
  }
  const isUnknown = key.code === 'algorithm-unsupported';
  if (!isUnknown) ledger.pass(steps.publicKeySupported, keyBytes);
  const step = isUnknown ? steps.publicKeySupported : steps.publicKeyValid;
  ledger.demand(step, false, key.code, () => key.because, keyBytes, 'public-key-unread');
  if (isUnknown) ledger.skip(steps.publicKeyValid);
  return undefined;
}

/** What a statement of a custom format proves to a profile that takes it as it is: nothing. */
function unverified(ledger: Ledger, format: string): AttestationFacts {
  ledger.pass(steps.format);
  ledger.skip(steps.statement);
  return { format, type: 'unverified', trustPath: [], trusted: false };
}

function judgeCredentialId(
  ledger: Ledger,
  id: Uint8Array,
  rawId: Uint8Array | undefined,
  expected: AttestationExpectations,
): void {
  // step 25
  ledger.demand(
    steps.credentialIdLength,
    id.length > 0 && id.length <= LONGEST_ID,
    id.length === 0 ? 'credential-id-empty' : 'credential-id-too-long',
    () => `credentialId: expected 1 to ${LONGEST_ID} bytes, received ${id.length}`,
    id,
    'credential-id-length',
  );
  // step 26
  if (expected.isRegistered === undefined) ledger.skip(steps.notRegistered);
  else {
    ledger.demand(
      steps.notRegistered,
      !expected.isRegistered(id),
      'credential-already-registered',
      () => 'credentialId: expected a new one, received one that is registered',
      id,
    );
  }
  // step 27
  if (rawId === undefined) ledger.skip(steps.credentialIdBound);
  else {
    ledger.demand(
      steps.credentialIdBound,
      equalBytes(rawId, id),
      'credential-id-mismatch',
      () => 'rawId: expected the attested credential id, received another',
      id,
      'credential-id-unbound',
    );
  }
}
