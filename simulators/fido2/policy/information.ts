import type { GetInfoResponse } from '../../../src/ctap2/get-info.ts';
import type { FidoProfile } from '../profile.ts';
import type { DurableState } from '../state.ts';

/** Decisions of getInfo. */
export const informationPolicy = {
  /** The options as they are now: clientPin tells whether a PIN is set. */
  shownOptions(profile: FidoProfile, durable: DurableState): Record<string, boolean> {
    const options = { ...profile.options };
    if ('clientPin' in options) options['clientPin'] = durable.pin !== undefined;
    return options;
  },

  /** The model's AAGUID: it stays through every reset. */
  shownAaguidOf(profile: FidoProfile, _durable: Readonly<DurableState>): Uint8Array {
    return profile.aaguid;
  },

  /** How many more discoverable credentials fit. */
  shownRemaining(profile: FidoProfile, durable: DurableState): number {
    return Math.max(0, profile.maxResidentCredentials - durable.credentials.length);
  },

  /** Whether the members that came with CTAP 2.1 are shown. */
  showsMembersOf21(profile: FidoProfile): boolean {
    return profile.versions.includes('FIDO_2_1') || profile.versions.includes('FIDO_2_3');
  },

  /** Whether the members that came with CTAP 2.2 are shown. */
  showsMembersOf22(profile: FidoProfile): boolean {
    return profile.versions.includes('FIDO_2_3');
  },

  /** Everything that getInfo says. */
  information(info: GetInfoResponse): GetInfoResponse {
    return info;
  },
};
