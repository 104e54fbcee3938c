import type { FidoProfile } from '../profile.ts';
import type { DurableState, TokenUse } from '../state.ts';

const LARGE_BLOB_WRITE = 0x10;

/** Decisions about what a pinUvAuthToken allows in makeCredential, getAssertion and credential management. */
export const authorizationPolicy = {
  /** Whether some form of user verification is set up. */
  isProtected(durable: DurableState, profile: FidoProfile): boolean {
    return durable.pin !== undefined || profile.options['uv'] === true;
  },

  /** Whether the device speaks a PIN/UV auth protocol. */
  supportsProtocol(protocol: number, profile: FidoProfile): protocol is 1 | 2 {
    return profile.pinUvAuthProtocols.some((known) => known === protocol);
  },

  /** Whether a MAC that was compared may be believed. */
  believesMac(isRight: boolean): boolean {
    return isRight;
  },

  /** Whether the token in use has a permission bit. */
  hasPermission(use: TokenUse, permission: number): boolean {
    return (use.permissions & permission) !== 0;
  },

  /** Whether the token in use may serve this relying party: bound to it, or to none yet. */
  servesRp(use: TokenUse, rpId: string): boolean {
    return use.rpId === undefined || use.rpId === rpId;
  },

  /** Whether the token's userVerified flag is set. */
  isTokenVerified(use: TokenUse): boolean {
    return use.userVerified;
  },

  /** The relying party that an unbound token is bound to when a command of `rpId` uses it. */
  bindsTo(use: TokenUse, rpId: string, profile: FidoProfile): string | undefined {
    return use.rpId ?? (hasPermissions(profile) ? rpId : undefined);
  },

  /** Whether a request takes presence, verification and permissions from the token: one that asked for presence does. */
  isTokenSpent(wantsPresence: boolean): boolean {
    return wantsPresence;
  },

  /** What is left of a token's permissions after a user-presence test: only lbw. Tokens of CTAP 2.0 have no permissions to lose. */
  permissionsAfterPresence(permissions: number, profile: FidoProfile): number {
    return hasPermissions(profile) ? permissions & LARGE_BLOB_WRITE : permissions;
  },

  /** Whether the token's userVerified flag survives a user-presence test. */
  staysVerifiedAfterPresence(_use: TokenUse, profile: FidoProfile): boolean {
    return !hasPermissions(profile);
  },

  /** Whether a token's cached presence saves the touch. */
  isTouchSaved(use: TokenUse | undefined): boolean {
    return use?.userPresent === true;
  },
};

function hasPermissions(profile: FidoProfile): boolean {
  return profile.options['pinUvAuthToken'] === true;
}
