import type { PinToken, PinUv } from '../../../src/client/pin-uv.ts';
import { permission as ctapPermission } from '../../../src/ctap2/permissions.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';

/** What a request carries to prove user verification: a pinUvAuthParam, the uv option, or nothing. */
export interface Authorization {
  readonly pinUvAuthParam?: Uint8Array;
  readonly pinUvAuthProtocol?: number;
  /** Built-in user verification is to be asked for in the request's options. */
  readonly uvOption?: true;
}

/** Whether the key says that some form of user verification is set up. */
export function isProtected(facts: KeyFacts): boolean {
  return facts.info.options['clientPin'] === true || facts.info.options['uv'] === true;
}

/** Whether every makeCredential and getAssertion with a touch needs user verification. */
export function isAlwaysUv(facts: KeyFacts): boolean {
  return facts.info.options['alwaysUv'] === true;
}

/**
 * Proof of user verification for a request over `clientDataHash`, by the known PIN or by built-in verification.
 * Throws `NotApplicable` when the key has neither in a state that we can use.
 */
export async function verificationFor(
  context: RuleContext,
  permission: number,
  clientDataHash: Uint8Array,
  rpId: string = context.rpId,
  protocol?: 1 | 2,
): Promise<Authorization> {
  const { device } = context;
  const options = device.facts.info.options;
  const isMcOrGa = (permission & (ctapPermission.mc | ctapPermission.ga)) !== 0;
  if (device.pin !== undefined && !(isMcOrGa && options['noMcGaPermissionsWithClientPin'] === true)) {
    const token = await pinToken(context, permission, rpId, protocol);
    return { pinUvAuthParam: token.authenticate(clientDataHash), pinUvAuthProtocol: token.protocol };
  }
  if (options['uv'] === true) {
    if (options['pinUvAuthToken'] !== true) return { uvOption: true };
    const token = await uvOf(context, protocol).tokenUsingUv(permission, rpId);
    return { pinUvAuthParam: token.authenticate(clientDataHash), pinUvAuthProtocol: token.protocol };
  }
  throw new NotApplicable('no PIN is known to the harness and the key has no built-in user verification set up');
}

/** A token got with the known PIN, by permissions where the key has them, else by getPinToken. */
export async function pinToken(
  context: RuleContext,
  permissions: number,
  rpId: string | undefined = context.rpId,
  protocol?: 1 | 2,
): Promise<PinToken> {
  const { device } = context;
  if (device.pin === undefined) throw new NotApplicable('no PIN is known to the harness');
  const uv = device.pin.uv(protocol);
  return device.facts.info.options['pinUvAuthToken'] === true
    ? uv.tokenWithPermissions(device.pin.pin, permissions, rpId)
    : uv.legacyToken(device.pin.pin);
}

/** Proof for a makeCredential where the key wants one, nothing where it does not. */
export async function authorizeMake(
  context: RuleContext,
  clientDataHash: Uint8Array,
  rpId: string = context.rpId,
): Promise<Authorization> {
  const needed = isProtected(context.device.facts) || isAlwaysUv(context.device.facts);
  return needed ? verificationFor(context, ctapPermission.mc, clientDataHash, rpId) : {};
}

/** Proof for a getAssertion where the key wants one even without being asked, nothing where it does not. */
export async function authorizeAssertion(
  context: RuleContext,
  clientDataHash: Uint8Array,
  rpId: string = context.rpId,
): Promise<Authorization> {
  return isAlwaysUv(context.device.facts) ? verificationFor(context, ctapPermission.ga, clientDataHash, rpId) : {};
}

function uvOf(context: RuleContext, protocol: 1 | 2 | undefined): PinUv {
  return context.device.uv(protocol);
}
