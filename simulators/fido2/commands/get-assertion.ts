import type { HmacSecretInput } from '../../../src/ctap2/extensions.ts';
import type { GetAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { type AssertionParts, assertion } from '../assertion.ts';
import { authorize, type Proof, refuse, serveTouchOnly } from '../authorize.ts';
import type { CommandContext, Handler } from '../context.ts';
import { findCredential, residentCredentials, rpIdHashOf } from '../credentials.ts';
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
  if (policy.asksForTouchOnly(request.pinUvAuthParam)) yield* serveTouchOnly(context);
  // step 2
  if (request.pinUvAuthParam !== undefined) refuse(policy.protocolStatus(request.pinUvAuthProtocol, profile));
  refuse(policy.rpIdStatus(request.rpId));
  // steps 4, 5
  const wantsPresence = policy.wantsPresence(request.options?.up);
  const uv = verificationAsked(context, request, wantsPresence);
  // step 6
  const shown = yield* authorize(context, {
    pinUvAuthParam: request.pinUvAuthParam,
    pinUvAuthProtocol: request.pinUvAuthProtocol,
    clientDataHash: request.clientDataHash,
    rpId: request.rpId,
    permission: permission.ga,
    uv,
  });
  const proof = { ...shown, userVerified: shown.userVerified || policy.touchVerifies(wantsPresence, profile) };
  const rpIdHash = rpIdHashOf(context, request.rpId);
  const hasAllowList = policy.hasAllowList(request.allowList?.length);
  // step 7
  if (hmacSecret !== undefined) refuse(policy.hmacSecretVerificationStatus(proof.userVerified, profile));
  const accounts = applicable(context, request, rpIdHash, hasAllowList, proof.userVerified);
  if (accounts.length === 0) throw new CtapError(policy.noCredentialsStatus());
  // step 9
  if (policy.assertionNeedsTouch(wantsPresence, proof.userPresent)) yield* demandTouch(context);
  if (policy.isTokenSpent(wantsPresence)) spendPresence(context);
  return respond(context, request, accounts, { rpIdHash, hasAllowList, hmacSecret, wantsPresence, proof });
};

function verificationAsked(context: CommandContext, request: GetAssertionRequest, wantsPresence: boolean): boolean {
  const { policy, profile, state } = context;
  const hasParam = request.pinUvAuthParam !== undefined;
  const alwaysUvBinds = policy.alwaysUvBinds(wantsPresence);
  const uv = policy.effectiveUv(request.options?.uv, hasParam, profile, alwaysUvBinds);
  refuse(policy.uvOptionStatus(uv, profile));
  refuse(policy.assertionRkStatus(request.options?.rk, profile));
  const isProtected = policy.isProtected(state.durable, profile);
  if (alwaysUvBinds && policy.isAgainstAlwaysUv({ rk: false, uv, hasParam }, isProtected, profile)) {
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
  for (const { id, type } of policy.consideredEntries(list, profile)) {
    if (!policy.isKnownType(type)) continue;
    const credential = findCredential(context, rpIdHash, id);
    if (credential !== undefined && policy.isVisible(credential, isVerified, true)) return [credential];
  }
  return [];
}

/** Steps 10 to 13: extensions, what getNextAssertion will give, the signature. */
function respond(
  context: CommandContext,
  request: GetAssertionRequest,
  accounts: Credential[],
  found: {
    readonly rpIdHash: Uint8Array;
    readonly hasAllowList: boolean;
    readonly hmacSecret: HmacSecretInput | undefined;
    readonly wantsPresence: boolean;
    readonly proof: Proof;
  },
): Uint8Array {
  const { policy } = context;
  const { hasAllowList, hmacSecret, wantsPresence } = found;
  const parts: AssertionParts = {
    rpIdHash: found.rpIdHash,
    clientDataHash: request.clientDataHash,
    userPresent: wantsPresence,
    userVerified: found.proof.userVerified,
    // step 10
    hmacSecret: policy.servedSalts(
      hmacSecret === undefined ? undefined : openSalts(context, hmacSecret, wantsPresence),
    ),
    accounts: accounts.length,
    named: request.allowList?.length ?? 0,
  };
  // step 11
  if (!hasAllowList && accounts.length > 1) beginSequence(context, parts, accounts);
  // steps 12, 13
  return assertion(context, parts, accounts[0]!, policy.shownNumber(accounts.length, hasAllowList, context.profile));
}

function beginSequence(context: CommandContext, parts: AssertionParts, accounts: Credential[]): void {
  const { policy, profile, env, via, state } = context;
  state.sequence = {
    kind: 'assertions',
    transport: via.transport,
    channel: via.channel,
    deadlineMs: policy.sequenceDeadlineMs(env.clock.nowMs(), profile),
    ...policy.carried({ ...parts, clientDataHash: parts.clientDataHash.slice() }),
    remaining: policy.accountsAfter(accounts),
  };
}
