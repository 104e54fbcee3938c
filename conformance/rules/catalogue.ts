import type { TokenRule } from '../vocabulary/oath-token.ts';
import type { OtpRule } from '../vocabulary/oath-verifier.ts';
import type { PartyRule } from '../vocabulary/party-rule.ts';
import type { Rule } from '../vocabulary/rule.ts';
import { cborRules } from './cbor/strictness.ts';
import { attestationRules } from './ctap2/attestation.ts';
import { clientPinRules } from './ctap2/client-pin.ts';
import { counterRules } from './ctap2/counter.ts';
import { credProtectRules } from './ctap2/cred-protect.ts';
import { credentialManagementRules } from './ctap2/credential-management.ts';
import { getAssertionRules } from './ctap2/get-assertion.ts';
import { getInfoRules } from './ctap2/get-info.ts';
import { getNextAssertionRules } from './ctap2/get-next-assertion.ts';
import { hmacSecretRules } from './ctap2/hmac-secret.ts';
import { makeCredentialRules } from './ctap2/make-credential.ts';
import { pinSequenceRules } from './ctap2/pin-sequences.ts';
import { pinUvAuthTokenRules } from './ctap2/pin-uv-auth-token.ts';
import { resetRules } from './ctap2/reset.ts';
import { selectionRules } from './ctap2/selection.ts';
import { sequenceRules } from './ctap2/sequences.ts';
import { hidRules } from './hid/framing.ts';
import { nfcRules } from './nfc/framing.ts';
import { codeVerifierRules } from './oath/code-verifier.ts';
import { hardwareTokenRules } from './oath/hardware-token.ts';
import { u2fRules } from './u2f/interop.ts';
import { relyingPartyRules } from './verifier/relying-party.ts';

/** Every rule of a key, in the order in which people read them. */
export const rules: readonly Rule[] = checked([
  ...getInfoRules,
  ...selectionRules,
  ...makeCredentialRules,
  ...attestationRules,
  ...getAssertionRules,
  ...getNextAssertionRules,
  ...credProtectRules,
  ...clientPinRules,
  ...pinUvAuthTokenRules,
  ...hmacSecretRules,
  ...credentialManagementRules,
  ...resetRules,
  ...counterRules,
  ...sequenceRules,
  ...pinSequenceRules,
  ...cborRules,
  ...u2fRules,
  ...hidRules,
  ...nfcRules,
]);

/** Every rule of a relying party, in the order in which people read them. */
export const partyRules: readonly PartyRule[] = checked(relyingPartyRules);

/** Every rule of a hardware token of one-time codes. */
export const oathTokenRules: readonly TokenRule[] = checked(hardwareTokenRules);

/** Every rule of a verifier of one-time codes. */
export const oathVerifierRules: readonly OtpRule[] = checked(codeVerifierRules);

/** Ids are unique slugs; a mistake here is a mistake of ours and stops everything. */
function checked<Kind extends { readonly id: string }>(all: readonly Kind[]): readonly Kind[] {
  const seen = new Set<string>();
  for (const { id } of all) {
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+$/.test(id)) {
      throw new RangeError(`rule id: expected a dotted slug, received ${JSON.stringify(id)}`);
    }
    if (seen.has(id)) throw new RangeError(`rule id: expected to be unique, received ${id} twice`);
    seen.add(id);
  }
  return all;
}
