import { toBase64url } from '../../bytes/base64url.ts';
import type { Ledger } from './ledger.ts';
import type { StepDefinition } from './step.ts';

/** The steps that both ceremonies take over the credential as the client presents it. */
export interface PresentedSteps {
  readonly credentialType: StepDefinition;
  readonly credentialIdText: StepDefinition;
}

/** Judges `type` and `id` of a PublicKeyCredential, where the caller hands them on. */
export function judgePresented(
  ledger: Ledger,
  steps: PresentedSteps,
  response: { readonly id?: string; readonly rawId: Uint8Array; readonly type?: string },
): void {
  const { id, rawId, type } = response;
  if (type === undefined) ledger.skip(steps.credentialType);
  else {
    ledger.demand(
      steps.credentialType,
      type === 'public-key',
      'credential-type-mismatch',
      () => `type: expected public-key, received ${shown(type)}`,
    );
  }
  if (id === undefined) ledger.skip(steps.credentialIdText);
  else {
    ledger.demand(
      steps.credentialIdText,
      id === toBase64url(rawId),
      'credential-id-malformed',
      () => 'id: expected rawId in base64url, received another text',
      rawId,
      'credential-id-unbound',
    );
  }
}

// in a response of bytes the caller may hand on whatever the client wrote
function shown(type: unknown): string {
  return typeof type === 'string' ? JSON.stringify(type.slice(0, 80)) : typeof type;
}
