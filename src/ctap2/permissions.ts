/** The permissions of a pinUvAuthToken, bits of clientPIN member 0x09 (CTAP 2.3 section 6.5.5.7). */
export const permission = {
  /** makeCredential; the RP id is required. */
  mc: 0x01,
  /** getAssertion; the RP id is required. */
  ga: 0x02,
  /** credentialManagement; the RP id is optional. */
  cm: 0x04,
  /** bioEnrollment. */
  be: 0x08,
  /** largeBlobs write. */
  lbw: 0x10,
  /** authenticatorConfig. */
  acfg: 0x20,
  /** Persistent read-only credentialManagement (2.2); stands alone. */
  pcmr: 0x40,
} as const;

/** The name of a permission. */
export type PermissionName = keyof typeof permission;

/** Every bit that has a meaning; others are ignored. */
export const knownPermissions = 0x7f;

/** The names of the bits that are set, in order of their value. */
export function permissionNames(bits: number): PermissionName[] {
  return (Object.keys(permission) as PermissionName[]).filter((name) => (bits & permission[name]) !== 0);
}
