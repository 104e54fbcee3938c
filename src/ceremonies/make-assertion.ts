import { toBase64url } from '../bytes/base64url.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import { authenticatorDataBytes, extensionBytes, flagsOf } from './authenticator-data.ts';
import { clientDataBytes, clientDataMembers } from './client-data.ts';
import { assertionAnswers } from './extension-answers.ts';
import type { AssertionHooks, AuthenticatorDataParts, HookTools } from './hooks.ts';
import type { MadeCredential } from './made-credential.ts';
import type { CeremonyTools } from './make-registration.ts';
import type { AssertionRequest } from './request.ts';
import type { AssertionVariant } from './variant.ts';

/** An assertion that was made: what is sent, and its bytes. */
export interface MadeAssertion {
  /** An `AuthenticationResponseJson`, or what the hook `response` made of it. */
  readonly response: unknown;
  readonly bytes: {
    readonly clientDataJSON: Uint8Array;
    readonly authenticatorData: Uint8Array;
    readonly signature: Uint8Array;
  };
}

/** A sound assertion as most are: verified user, not backed up, the counter one higher, no user handle. */
export function soundAssertionVariant(overrides: Partial<AssertionVariant> = {}): AssertionVariant {
  return { userVerified: true, backupState: false, counterStep: 1, userHandle: false, ...overrides };
}

/** Makes an assertion by the credential, whose counter grows, sound but for what the hooks spoil. Throws `RangeError` for BS of a credential that is not eligible. */
export function makeAssertion(
  request: AssertionRequest,
  credential: MadeCredential,
  variant: AssertionVariant,
  tools: CeremonyTools,
  hooks: AssertionHooks = {},
): MadeAssertion {
  const hookTools: HookTools = { random: tools.random, attestation: 'none', request, key: credential.key };
  const members = clientDataMembers('webauthn.get', request);
  const clientDataText = clientDataBytes(hooks.clientData?.(members, hookTools) ?? members);
  const clientDataJSON = hooks.clientDataBytes?.(clientDataText, hookTools) ?? clientDataText;
  const soundHash = sha256(clientDataJSON);
  const clientDataHash = hooks.clientDataHash?.(soundHash, hookTools) ?? soundHash;

  const answers = assertionAnswers(request.extensions, credential, tools.random);
  const extensions = extensionBytes(answers.authenticator);
  const flags = flagsOf({
    ...variant,
    backupEligible: credential.backupEligible,
    attested: false,
    extensions: extensions !== undefined,
  });
  credential.signCount += variant.counterStep;
  const soundParts: AuthenticatorDataParts = {
    rpIdHash: sha256(utf8(request.rpId)),
    flags,
    signCount: credential.signCount,
    ...(extensions === undefined ? {} : { extensions }),
  };
  const soundData = authenticatorDataBytes(hooks.authenticatorData?.(soundParts, hookTools) ?? soundParts);
  const authenticatorData = hooks.authenticatorDataBytes?.(soundData, hookTools) ?? soundData;

  const message = concat(authenticatorData, clientDataHash);
  const soundSignature = credential.key.sign(hooks.signedBytes?.(message, hookTools) ?? message);
  const signature = hooks.signature?.(soundSignature, hookTools) ?? soundSignature;

  const sound = {
    id: toBase64url(credential.id),
    rawId: toBase64url(credential.id),
    type: 'public-key',
    authenticatorAttachment: 'cross-platform',
    response: {
      clientDataJSON: toBase64url(clientDataJSON),
      authenticatorData: toBase64url(authenticatorData),
      signature: toBase64url(signature),
      ...(variant.userHandle ? { userHandle: toBase64url(credential.userHandle) } : {}),
    },
    clientExtensionResults: answers.client,
  };
  const response = hooks.response === undefined ? sound : hooks.response(sound, hookTools);
  return { response, bytes: { clientDataJSON, authenticatorData, signature } };
}
