import { equalBytes, utf8 } from '../../bytes/bytes.ts';
import type { AuthenticatorData } from '../../codec/authenticator-data.ts';
import { sha256 } from '../../crypto/hash.ts';
import type { AuthenticatorExpectations } from './input.ts';
import type { Ledger } from './ledger.ts';
import type { StepDefinition } from './step.ts';
import type { Flags } from './verdict.ts';

/** The steps that both ceremonies take over rpIdHash and flags. */
export interface FlagSteps {
  readonly rpIdHash: StepDefinition;
  readonly userPresent: StepDefinition;
  readonly userVerified: StepDefinition;
  readonly backupFlags: StepDefinition;
}

/** Judges rpIdHash, UP, UV and BS without BE; `flagByte` is the view of the flags that the steps show. */
export function judgeFlags(
  ledger: Ledger,
  steps: FlagSteps,
  authData: AuthenticatorData,
  flagByte: Uint8Array,
  rpId: string,
  appId: string | undefined,
  expected: AuthenticatorExpectations,
): void {
  const isOurs =
    equalBytes(authData.rpIdHash, hashOfId(rpId)) ||
    (appId !== undefined && equalBytes(authData.rpIdHash, hashOfId(appId)));
  ledger.demand(
    steps.rpIdHash,
    isOurs,
    'rp-id-mismatch',
    () => `rpIdHash: expected SHA-256 of ${rpId}${appId === undefined ? '' : ` or ${appId}`}, received another hash`,
    authData.rpIdHash,
  );
  if (expected.userPresence === 'not-required') ledger.skip(steps.userPresent);
  else
    ledger.demand(
      steps.userPresent,
      authData.up,
      'user-not-present',
      () => 'flags: expected UP, received none',
      flagByte,
    );
  const isVerificationDemanded =
    expected.userVerification === 'required' || ledger.profile.demands?.userVerification === 'required';
  if (!isVerificationDemanded) ledger.skip(steps.userVerified);
  else
    ledger.demand(
      steps.userVerified,
      authData.uv,
      'user-not-verified',
      () => 'flags: expected UV, received none',
      flagByte,
    );
  ledger.demand(
    steps.backupFlags,
    authData.be || !authData.bs,
    'backup-state-without-eligibility',
    () => 'flags: expected BS only beside BE, received BS alone',
    flagByte,
    'backup-flags',
  );
  remarkReserved(ledger, authData);
}

const RESERVED = 0b0010_0010;

/** Remarks on flags that are reserved: the standard gives them no meaning and tells no relying party to refuse them. */
function remarkReserved(ledger: Ledger, authData: AuthenticatorData): void {
  if ((authData.flags & RESERVED) === 0) return;
  const because = `flags: expected bits 1 and 5 clear, received ${authData.flags.toString(2).padStart(8, '0')}`;
  ledger.warnings.push({ code: 'reserved-flags-set', because });
}

/** The flags by name. */
export function flagsOf(authData: AuthenticatorData): Flags {
  return {
    userPresent: authData.up,
    userVerified: authData.uv,
    backupEligible: authData.be,
    backupState: authData.bs,
  };
}

const rememberedIds = new Map<string, Uint8Array>();
const MOST_REMEMBERED = 1000;

// A relying party has one RP ID for all its ceremonies; hashing it anew would be a tenth of an assertion's overhead.
function hashOfId(id: string): Uint8Array {
  const known = rememberedIds.get(id);
  if (known !== undefined) return known;
  const hash = sha256(utf8(id));
  if (rememberedIds.size >= MOST_REMEMBERED) rememberedIds.clear();
  rememberedIds.set(id, hash);
  return hash;
}
