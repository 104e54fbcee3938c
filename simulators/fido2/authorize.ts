import { ctapStatus } from '../../src/ctap2/status.ts';
import { CtapError } from '../../src/errors/ctap-error.ts';
import type { CommandContext } from './context.ts';
import { performBuiltInUv, verifyToken } from './pin-uv-auth.ts';
import { demandTouch, type Wait } from './presence-test.ts';

/** What makeCredential and getAssertion say about authorization. */
export interface AuthorizationRequest {
  readonly pinUvAuthParam: Uint8Array | undefined;
  readonly pinUvAuthProtocol: number | undefined;
  readonly clientDataHash: Uint8Array;
  readonly rpId: string;
  /** The permission bit that the token must have. */
  readonly permission: number;
  /** The `uv` option as it counts. */
  readonly uv: boolean;
}

/** What authorization has shown. */
export interface Proof {
  readonly userVerified: boolean;
  readonly userPresent: boolean;
}

/** Step 1 of makeCredential and getAssertion: a request with an empty pinUvAuthParam ends here, after a touch. */
export function* serveTouchOnly(context: CommandContext): Wait<void> {
  yield* demandTouch(context);
  throw new CtapError(context.policy.touchOnlyStatus(context.state.durable, context.profile));
}

/** Throws `CtapError` where a step of the policy refuses. */
export function refuse(status: number | undefined): void {
  if (status !== undefined) throw new CtapError(status);
}

/** Step 11 of makeCredential, 6 of getAssertion: by token, by built-in verification, or not at all. */
export function* authorize(context: CommandContext, request: AuthorizationRequest): Wait<Proof> {
  if (request.pinUvAuthParam !== undefined) return proofByToken(context, request, request.pinUvAuthParam);
  if (!request.uv) return { userVerified: false, userPresent: false };
  // step 11.2
  const { policy, profile, state } = context;
  const outcome = policy.mayBeginUv(state.durable) ? yield* performBuiltInUv(context, true) : 'mismatch';
  if (outcome !== 'granted') {
    throw new CtapError(policy.verificationFailedStatus(outcome, state.durable, profile));
  }
  return { userVerified: true, userPresent: policy.isPresenceShown() };
}

function proofByToken(context: CommandContext, request: AuthorizationRequest, param: Uint8Array): Proof {
  const { policy, profile } = context;
  const { pinUvAuthProtocol, rpId } = request;
  // the protocol was looked at in step 2
  if (pinUvAuthProtocol !== 1 && pinUvAuthProtocol !== 2) throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
  // step 11.1: MAC, permission, relying party, userVerified flag
  const use = verifyToken(context, pinUvAuthProtocol, request.clientDataHash, param);
  if (
    use === undefined ||
    !policy.hasPermission(use, request.permission) ||
    !policy.servesRp(use, rpId) ||
    !policy.isTokenVerified(use)
  ) {
    throw new CtapError(ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID);
  }
  use.rpId = policy.bindsTo(use, rpId, profile);
  return { userVerified: true, userPresent: policy.isTouchSaved(use) };
}
