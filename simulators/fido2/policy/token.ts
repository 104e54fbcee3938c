import { limits } from '../../../src/ctap2/limits.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import type { Random } from '../../../src/env/env.ts';
import type { FidoProfile, UserVerification } from '../profile.ts';
import type { Sequence, TokenUse } from '../state.ts';

/** What may end the use of a pinUvAuthToken besides time. */
export type TokenEvent = 'token-issued' | 'pin-set' | 'pin-changed' | 'wrong-pin';

/** How a token is obtained. */
export type TokenGrant = 'pin' | 'uv';

/** Decisions about pinUvAuthTokens: who gets one, for what, and for how long (CTAP 2.3 sections 6.5.2 and 6.5.5.7). */
export const tokenPolicy = {
  /** A new token: 32 bytes. */
  drawToken(random: Random): Uint8Array {
    return random.bytes(32);
  },

  /** Where the IV of an encrypted token is drawn from. */
  tokenIvSource(random: Random): Random {
    return random;
  },

  /** Whether the token in use outlives an event. */
  tokenSurvives(event: TokenEvent): boolean {
    return event === 'pin-set' || event === 'wrong-pin';
  },

  /** The permissions of getPinToken, which asks for none. Keys without permissions open all they have to their one token. */
  defaultPermissions(profile: FidoProfile): number {
    if (!hasTimers(profile)) return permission.mc | permission.ga | permission.cm;
    return profile.options['noMcGaPermissionsWithClientPin'] === true ? 0 : permission.mc | permission.ga;
  },

  /** Whether getPinToken refuses permissions and rpId, which belong to another subcommand; without that one they are unknown members. */
  refusesPermissionsOfGetPinToken(profile: FidoProfile): boolean {
    return hasTimers(profile);
  },

  /** Whether a set of asked permissions is empty. */
  isWithoutPermission(permissions: number): boolean {
    return permissions === 0;
  },

  /** The asked permissions that this device cannot grant in this way; bits without meaning are left aside. */
  unauthorizedPermissions(permissions: number, profile: FidoProfile, by: TokenGrant): number {
    return permissions & refusedBits(profile, by);
  },

  /** Whether a token of these permissions must name its relying party. */
  needsRpId(permissions: number): boolean {
    return (permissions & (permission.mc | permission.ga)) !== 0;
  },

  /** The permissions of a new token. */
  grantedPermissions(permissions: number): number {
    return permissions & ~permission.pcmr & 0xff;
  },

  /** The relying party that a new token is bound to from the start. */
  boundRpId(rpId: string | undefined): string | undefined {
    return rpId;
  },

  /** Whether a new token counts as proof that the user was verified. */
  startsVerified(_by: TokenGrant): boolean {
    return true;
  },

  /** Whether a new token saves the first touch: after a gesture that shows presence. */
  startsPresent(by: TokenGrant, verification: UserVerification | undefined): boolean {
    return by === 'uv' && verification !== undefined && (verification.modality & PRESENCE_OR_FINGERPRINT) !== 0;
  },

  /** How long a new token may lie unused. */
  initialUsageLimitMs(transport: 'usb' | 'nfc'): number {
    return transport === 'nfc' ? limits.initialUsageNfcMs : limits.initialUsageUsbMs;
  },

  /** How long a token's cached presence holds. */
  userPresentLimitMs(transport: 'usb' | 'nfc'): number {
    return transport === 'nfc' ? limits.userPresentNfcMs : limits.userPresentUsbMs;
  },

  /** How long a token lives in all. */
  maxUsageMs(profile: FidoProfile): number {
    return hasTimers(profile) ? limits.maxUsageMs : Number.POSITIVE_INFINITY;
  },

  /** Whether a token's time is over at `nowMs`. */
  isTokenLapsed(use: TokenUse, nowMs: number, maxUsageMs: number, profile: FidoProfile): boolean {
    const ageMs = nowMs - use.startedAtMs;
    if (ageMs >= maxUsageMs) return true;
    return hasTimers(profile) && !use.isUsed && ageMs >= use.initialUsageLimitMs;
  },

  /** Whether a sequence goes on when the token lapses; those that a token or a verified user began end. */
  sequenceSurvivesLapse(sequence: Sequence): boolean {
    return sequence.kind === 'assertions' && !sequence.userVerified;
  },

  /** Whether a token issued under one protocol serves a request under another. */
  servesProtocol(issued: number, asked: number): boolean {
    return issued === asked;
  },
};

const PRESENCE_OR_FINGERPRINT = 0x03;

/** Keys of CTAP 2.0 have one token from power-up on, without permissions and without timers. */
function hasTimers(profile: FidoProfile): boolean {
  return profile.options['pinUvAuthToken'] === true;
}

function refusedBits(profile: FidoProfile, by: TokenGrant): number {
  const { options } = profile;
  const without = (option: string, bits: number): number => (options[option] === true ? 0 : bits);
  const noMcGa = by === 'pin' && options['noMcGaPermissionsWithClientPin'] === true;
  const manages = options['credMgmt'] === true || options['credentialMgmtPreview'] === true;
  return (
    (noMcGa ? permission.mc | permission.ga : 0) |
    (manages ? 0 : permission.cm) |
    (by === 'pin' ? ('bioEnroll' in options ? 0 : permission.be) : without('uvBioEnroll', permission.be)) |
    without('largeBlobs', permission.lbw) |
    (by === 'pin' ? without('authnrCfg', permission.acfg) : without('uvAcfg', permission.acfg)) |
    permission.pcmr
  );
}
