/** A firmware version: major, minor, patch. */
export type FirmwareVersion = readonly [major: number, minor: number, patch: number];

/** The personality of an OATH card, as data. */
export interface OathCardProfile {
  readonly firmware: FirmwareVersion;
  /** As the management applet tells it: 32 bits. */
  readonly serial: number;
  /** Credentials that it has room for. */
  readonly capacity: number;
  /** Most bytes of the whole list, where the list is what is short (older cards: 2048). */
  readonly maxListBytes?: number;
  /** How long it waits for a touch. */
  readonly touchTimeoutMs: number;
}

/** A card of firmware 5.4.3 with room for 64 credentials. */
export const oathCardProfile: OathCardProfile = {
  firmware: [5, 4, 3],
  serial: 12_345_678,
  capacity: 64,
  touchTimeoutMs: 15_000,
};

/** The profile itself, where every member is in its bounds; throws `RangeError` naming the first that is not. */
export function checkOathCardProfile(profile: OathCardProfile): OathCardProfile {
  const bounds: readonly (readonly [string, number, number, number])[] = [
    ...profile.firmware.map((part) => ['firmware', part, 0, 255] as const),
    ['serial', profile.serial, 0, 0xffff_ffff],
    ['capacity', profile.capacity, 0, 10_000],
    ['maxListBytes', profile.maxListBytes ?? 0, 0, 1 << 24],
    ['touchTimeoutMs', profile.touchTimeoutMs, 0, 600_000],
  ];
  for (const [name, value, least, most] of bounds) {
    if (!(Number.isInteger(value) && value >= least && value <= most))
      throw new RangeError(`oath card: ${name}: expected a whole number from ${least} to ${most}, received ${value}`);
  }
  return profile;
}

/** `5.4.3`. */
export function versionName(version: FirmwareVersion): string {
  return version.join('.');
}

/** Whether a version is `least` or a later one. */
export function isAtLeast(version: FirmwareVersion, least: FirmwareVersion): boolean {
  for (const [index, part] of version.entries()) {
    if (part !== least[index]) return part > least[index]!;
  }
  return true;
}
