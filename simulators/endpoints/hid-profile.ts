import { largestMessage } from '../../src/transport/hid/packet.ts';

/** How a key's USB side is made: data that honest keys differ in. */
export interface HidProfile {
  /** Report length in bytes: 64 on full-speed USB; 8 to 4096. */
  readonly reportSize: number;
  /** A message whose next packet does not come for this long is dropped. */
  readonly transactionTimeoutMs: number;
  /** Whether that is told with MSG_TIMEOUT or happens silently. */
  readonly timeoutError: boolean;
  /** `lenient` serves channels that were never allocated, as several simulators do; `strict` refuses them. */
  readonly channels: 'strict' | 'lenient';
  /** Time between keepalives, at most 100 ms. */
  readonly keepaliveMs: number;
  /** Simulated working time before each CTAP2 answer: keepalives with status 1 come meanwhile. */
  readonly processingMs: number;
  /** Whether CTAPHID_LOCK is served. */
  readonly lock: boolean;
  readonly capabilities: { readonly wink: boolean; readonly cbor: boolean; readonly nmsg: boolean };
  /** Device version: major, minor, build. */
  readonly version: readonly [number, number, number];
  /** Largest message taken, in bytes; never more than the reports can carry. */
  readonly maxMessage: number;
}

/** A full-speed USB key with CTAP1 and CTAP2. */
export const defaultHidProfile: HidProfile = {
  reportSize: 64,
  transactionTimeoutMs: 500,
  timeoutError: true,
  channels: 'strict',
  keepaliveMs: 75,
  processingMs: 0,
  lock: true,
  capabilities: { wink: true, cbor: true, nmsg: false },
  version: [1, 0, 0],
  maxMessage: 7609,
};

/** The default profile with changes. Throws `RangeError` naming the member that is out of range. */
export function hidProfile(changes: Partial<HidProfile> = {}): HidProfile {
  const profile = { ...defaultHidProfile, ...changes };
  const check = (member: string, value: number, least: number, most: number): void => {
    if (!(Number.isInteger(value) && value >= least && value <= most)) {
      throw new RangeError(`hidProfile.${member}: expected an integer from ${least} to ${most}, received ${value}`);
    }
  };
  check('reportSize', profile.reportSize, 8, 4096);
  check('transactionTimeoutMs', profile.transactionTimeoutMs, 1, 60_000);
  check('keepaliveMs', profile.keepaliveMs, 1, 100);
  check('processingMs', profile.processingMs, 0, 60_000);
  check('maxMessage', profile.maxMessage, 1, 0xffff);
  return { ...profile, maxMessage: Math.min(profile.maxMessage, largestMessage(profile.reportSize)) };
}
