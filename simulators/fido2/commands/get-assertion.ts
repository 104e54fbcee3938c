import type { GetAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { type AssertionParts, assertion } from '../assertion.ts';
import { authorize, refuse, serveTouchOnly } from '../authorize.ts';
import type { CommandContext, Handler } from '../context.ts';
import { findCredential, residentCredentials } from '../credentials.ts';
import { openSalts, readHmacSecret } from '../extensions/hmac-secret.ts';
import { spendPresence } from '../pin-uv-auth.ts';
import { demandTouch } from '../presence-test.ts';
import type { Credential } from '../state.ts';

/** authenticatorGetAssertion (CTAP 2.1 section 6.2.2; step numbers of CTAP 2.3). */
export const getAssertion: Handler = function* (context, parameters) {
  const { policy, profile } = context;
  const request = policy.readGetAssertion(parameters);
  const hmacSecret = readHmacSecret(context, request.extensions);
  // step 1
  yield* serveTouchOnly(context, request.pinUvAuthParam);
  // step 2
  if (request.pinUvAuthParam !== undefined) refuse(policy.protocolStatus(request.pinUvAuthProtocol, profile));
  refuse(policy.rpIdStatus(request.rpId));
  // steps 4, 5
  const wantsPresence = policy.wantsPresence(request.options?.up);
  const uv = verificationAsked(context, request, wantsPresence);
  // step 6
  const proof = yield* authorize(context, {
    pinUvAuthParam: request.pinUvAuthParam,
    pinUvAuthProtocol: request.pinUvAuthProtocol,
    clientDataHash: request.clientDataHash,
    rpId: request.rpId,
    permission: permission.ga,
    uv,
  });
  const rpIdHash = policy.rpIdHash(request.rpId);
  const hasAllowList = policy.hasAllowList(request.allowList?.length);
  // step 7
  const accounts = applicable(context, request, rpIdHash, hasAllowList, proof.userVerified);
  const first = accounts[0];
  if (first === undefined) throw new CtapError(policy.noCredentialsStatus());
  // step 9
  if (policy.assertionNeedsTouch(wantsPresence, proof.userPresent)) yield* demandTouch(context);
  if (wantsPresence) spendPresence(context);
  // step 10
  const opened = hmacSecret === undefined ? undefined : openSalts(context, hmacSecret, wantsPresence);
  const shared: Omit<AssertionParts, 'credential'> = {
    rpIdHash,
    clientDataHash: request.clientDataHash,
    userPresent: wantsPresence,
    userVerified: proof.userVerified,
    hmacSecret: opened,
    accounts: accounts.length,
  };
  // step 11
  beginSequence(context, shared, accounts, hasAllowList);
  // steps 12, 13
  const numberOfCredentials = policy.shownNumber(accounts.length, hasAllowList);
  return assertion(context, { ...shared, credential: first, numberOfCredentials });
};

function verificationAsked(context: CommandContext, request: GetAssertionRequest, wantsPresence: boolean): boolean {
  const { policy, profile } = context;
  const hasParam = request.pinUvAuthParam !== undefined;
  const uv = policy.effectiveUv(request.options?.uv, hasParam, profile);
  refuse(policy.uvOptionStatus(uv, profile));
  refuse(policy.assertionRkStatus(request.options?.rk, profile));
  if (wantsPresence && policy.isAgainstAlwaysUv({ rk: false, uv, hasParam }, profile)) {
    throw new CtapError(policy.verificationRequiredStatus(profile));
  }
  return uv;
}

/** Step 7: the first credential of the allowList that may be used, or every discoverable one, newest first. */
function applicable(
  context: CommandContext,
  request: GetAssertionRequest,
  rpIdHash: Uint8Array,
  hasAllowList: boolean,
  isVerified: boolean,
): Credential[] {
  const { policy, profile } = context;
  if (!hasAllowList) {
    return policy.inOrder(
      residentCredentials(context, rpIdHash).filter((credential) => policy.isVisible(credential, isVerified, false)),
    );
  }
  const list = request.allowList ?? [];
  if (policy.isListTooLong(list.length, profile)) throw new CtapError(profile.manners.listTooLong);
  for (const { id, type } of list) {
    if (!policy.isKnownType(type)) continue;
    const credential = findCredential(context, rpIdHash, id);
    if (credential !== undefined && policy.isVisible(credential, isVerified, true)) return [credential];
  }
  return [];
}

function beginSequence(
  context: CommandContext,
  shared: Omit<AssertionParts, 'credential'>,
  accounts: Credential[],
  hasAllowList: boolean,
): void {
  const { policy, profile, env, via, state } = context;
  const remaining = policy.accountsAfter(accounts);
  if (remaining.length === 0 || hasAllowList) return;
  state.sequence = {
    kind: 'assertions',
    transport: via.transport,
    channel: via.channel,
    deadlineMs: policy.sequenceDeadlineMs(env.clock.nowMs(), profile),
    ...shared,
    clientDataHash: shared.clientDataHash.slice(),
    remaining,
  };
}
