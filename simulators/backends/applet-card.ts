import { equalBytes } from '../../src/bytes/bytes.ts';
import type { CardDevice } from './card-device.ts';

/** An applet and the name it is selected by. */
export interface Applet {
  /** Application identifier, 5 to 16 bytes. */
  readonly aid: Uint8Array;
  readonly device: CardDevice;
}

const SELECT = 0xa4;
const BY_NAME = 0x04;

/**
 * A card of several applets: SELECT by name, whole or its beginning, goes to the applet of that name, everything else to the
 * applet selected last. The first applet answers while none is selected, and where no applet has the name.
 */
export function appletCard(applets: readonly [Applet, ...Applet[]]): CardDevice {
  const [first] = applets;
  let current = first;
  return {
    profile: { pollMs: Math.min(...applets.map(({ device }) => device.profile.pollMs)) },
    begin: (apdu, nowMs) => {
      const name = selectedName(apdu);
      const wanted = name === undefined ? undefined : applets.find(({ aid }) => startsWith(aid, name));
      if (wanted !== undefined && wanted !== current) {
        // the applet that is left sees that another was selected, and ends what it was about
        current.device.begin(apdu, nowMs);
        current = wanted;
      }
      return current.device.begin(apdu, nowMs);
    },
    poll: (nowMs) => current.device.poll(nowMs),
    powerCycle: (nowMs) => {
      current = first;
      for (const { device } of applets) device.powerCycle(nowMs);
    },
  };
}

/** The name in a SELECT by name; lengths that do not add up are left to the applet. */
function selectedName(apdu: Uint8Array): Uint8Array | undefined {
  if (apdu[0] !== 0x00 || apdu[1] !== SELECT || apdu[2] !== BY_NAME) return undefined;
  const [isExtended, at] = apdu[4] === 0 && apdu.length > 7 ? [true, 7] : [false, 5];
  const length = isExtended ? ((apdu[5] ?? 0) << 8) | (apdu[6] ?? 0) : (apdu[4] ?? 0);
  if (length === 0 || at + length > apdu.length) return undefined;
  return apdu.subarray(at, at + length);
}

function startsWith(aid: Uint8Array, name: Uint8Array): boolean {
  return name.length <= aid.length && equalBytes(aid.subarray(0, name.length), name);
}
