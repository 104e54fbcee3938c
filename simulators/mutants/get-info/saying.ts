import type { GetInfoResponse } from '../../../src/ctap2/get-info.ts';
import type { Decisions } from '../mutant.ts';

/** The sound decisions, with something else said in getInfo. */
export function saying(sound: Decisions, change: (info: GetInfoResponse) => GetInfoResponse): Decisions {
  return { ...sound, fido2: { ...sound.fido2, information: (info) => change(sound.fido2.information(info)) } };
}
