import { encodeCbor } from '../../src/codec/cbor/encode.ts';
import { extensionId } from '../../src/ctap2/extensions.ts';
import { type GetAssertionResponse, getAssertionResponse } from '../../src/ctap2/get-assertion.ts';
import { encodeMessage } from '../../src/ctap2/schema.ts';
import { authenticatorData } from './authenticator-data.ts';
import type { CommandContext } from './context.ts';
import { signingKeyOf } from './credentials.ts';
import { hmacSecretOutput } from './extensions/hmac-secret.ts';
import type { Credential, OpenedSalts } from './state.ts';

/** What an assertion is made of, for the first answer and for those of getNextAssertion. */
export interface AssertionParts {
  readonly rpIdHash: Uint8Array;
  readonly clientDataHash: Uint8Array;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly hmacSecret: OpenedSalts | undefined;
  /** How many accounts there are to choose among. */
  readonly accounts: number;
  /** How many entries the allowList had. */
  readonly named?: number;
}

/** Steps 12 and 13 of getAssertion: counts, signs and saves; the answer's CBOR. */
export function assertion(
  context: CommandContext,
  parts: AssertionParts,
  credential: Credential,
  numberOfCredentials?: number,
): Uint8Array {
  const { policy, profile, state } = context;
  const { userPresent, userVerified } = parts;
  const count = policy.assertionCount(credential, state.durable, profile);
  state.durable.signCount = count.device;
  if (credential.resident !== undefined) credential.resident.signCount = count.own;
  const extensions = extensionOutputs(context, parts, credential);
  const authData = authenticatorData(
    policy.assertedRpIdHash(parts.rpIdHash),
    policy.assertionFlags(userPresent, userVerified, extensions !== undefined, profile),
    count.shown,
    undefined,
    extensions,
  );
  const key = signingKeyOf(context, credential);
  const signature = policy.signature(key, policy.assertionMessage(authData, parts.clientDataHash));
  const user = policy.shownUser(credential, userVerified, parts.accounts);
  context.save();
  const response: GetAssertionResponse = { authData, signature: policy.encodeSignature(signature, key.alg) };
  if (policy.showsCredential(parts.named ?? 0)) {
    response.credential = { id: policy.shownCredentialId(credential), type: 'public-key' };
  }
  if (user !== undefined) response.user = user;
  if (numberOfCredentials !== undefined) response.numberOfCredentials = numberOfCredentials;
  return encodeMessage(getAssertionResponse, response);
}

function extensionOutputs(
  context: CommandContext,
  parts: AssertionParts,
  credential: Credential,
): Uint8Array | undefined {
  const { hmacSecret, userVerified } = parts;
  if (hmacSecret === undefined || !context.policy.answersHmacSecret(credential)) return undefined;
  const output = hmacSecretOutput(context, hmacSecret, credential, userVerified);
  return encodeCbor(new Map([[extensionId.hmacSecret, output]]));
}
