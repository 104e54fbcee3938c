/** Numbers of the standard that both ends hold to. Lengths in bytes and times in milliseconds unless named otherwise. */
export const limits = {
  /** Shortest PIN, in Unicode code points. */
  minPinCodePoints: 4,
  /** Longest PIN, in UTF-8 bytes. */
  maxPinBytes: 63,
  /** Length of a padded PIN. */
  paddedPinLength: 64,
  /** Length of a PIN hash: the left half of SHA-256. */
  pinHashLength: 16,
  /** Most wrong PINs in all before the PIN is blocked. */
  maxPinRetries: 8,
  /** Wrong PINs in a row before a power cycle is asked for. */
  pinTriesPerPowerCycle: 3,
  minUvRetries: 1,
  maxUvRetries: 25,
  /** maxMsgSize where getInfo does not say. */
  defaultMaxMsgSize: 1024,
  /** Largest message of CTAPHID with 64-byte reports. */
  maxHidMessage: 7609,
  clientDataHashLength: 32,
  /** Longest user.id. */
  maxUserIdLength: 64,
  aaguidLength: 16,
  largeBlobKeyLength: 32,
  minCredBlobLength: 32,
  minSerializedLargeBlobArray: 1024,
  /** maxFragmentLength is maxMsgSize less this. */
  largeBlobFragmentOverhead: 64,
  /** RP ids may be cut to this many bytes in credentialManagement listings. */
  shortenedRpIdLength: 32,
  /** authenticatorReset is refused later than this after power-up. */
  resetWindowMs: 10_000,
  /** Longest wait between getAssertion and getNextAssertion, and between two steps of an enumeration. */
  statefulCommandMs: 30_000,
  /** A pinUvAuthToken not used within this time lapses, on USB. */
  initialUsageUsbMs: 30_000,
  /** A pinUvAuthToken not used within this time lapses, on NFC. */
  initialUsageNfcMs: 19_800,
  /** The user-present flag of a token lapses after this time, on USB. */
  userPresentUsbMs: 30_000,
  /** The user-present flag of a token lapses after this time, on NFC. */
  userPresentNfcMs: 19_800,
  /** A pinUvAuthToken lapses after this time whatever happens. */
  maxUsageMs: 600_000,
  /** Shortest wait for a user's action. */
  minUserActionMs: 10_000,
  /** A sensible wait for a user's action. */
  userActionMs: 30_000,
  /** Hold time of the long touch for reset, CTAP 2.3. */
  longTouchMs: 5_000,
  /** CBOR nesting allowed in a message. */
  maxCborDepth: 4,
} as const;
