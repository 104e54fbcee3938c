import { ctap21, type FidoProfile } from './profile.ts';

const { pinUvAuthToken: _token, makeCredUvNotRqd: _notRequired, credMgmt: _management, ...options20 } = ctap21.options;

const userVerification = { retries: 5, attempts: 3, preferredPlatformUvAttempts: 3, modality: 0x02 } as const;

/** CTAP 2.0 with U2F: protocol one, no permissions, no credential management, no credProtect. */
const ctap20: FidoProfile = {
  ...ctap21,
  name: 'ctap-2.0',
  versions: ['U2F_V2', 'FIDO_2_0'],
  options: options20,
  extensions: ['hmac-secret'],
  pinUvAuthProtocols: [1],
  manners: { ...ctap21.manners, emptyParamWithPin: 0x33 },
};

/** CTAP 2.0 without a PIN or any other way to know its owner. */
const noPin: FidoProfile = {
  ...ctap20,
  name: 'no-pin',
  options: { rk: true, up: true },
  extensions: [],
  pinUvAuthProtocols: [],
};

const { clientPin: _clientPin, ...optionsWithoutPin } = ctap21.options;
const { rk: _rk, credMgmt: _credMgmt, ...optionsWithoutResident } = ctap21.options;

/** The profiles by name: honest keys that differ. `ctap-2.1` is the default. */
export const profiles: ReadonlyMap<string, FidoProfile> = new Map(
  (
    [
      ctap21,
      ctap20,
      { ...ctap21, name: 'uv', options: { ...ctap21.options, uv: true }, userVerification },
      noPin,
      {
        ...ctap21,
        name: 'protocol-1',
        versions: ['U2F_V2', 'FIDO_2_0'],
        pinUvAuthProtocols: [1],
      },
      { ...ctap21, name: 'protocol-2', pinUvAuthProtocols: [2] },
      { ...ctap21, name: 'counter-zero', counter: 'zero' },
      { ...ctap21, name: 'counter-per-credential', counter: 'per-credential' },
      {
        ...ctap21,
        name: 'terse',
        maxMsgSize: 1200,
        maxCredentialCountInList: 8,
        resetWindowMs: undefined,
        attestation: 'self',
        manners: {
          unknownCommand: 0x01,
          malformed: 0x12,
          wrongType: 0x12,
          missing: 0x02,
          wrongLength: 0x02,
          listTooLong: 0x02,
          unsupportedOption: 0x2c,
          invalidOption: 0x2b,
          pastLastAssertion: 0x2e,
          pinNotSet: 0x31,
          pinAlreadySet: 0x30,
          emptyParamWithPin: 0x31,
          retriesWithoutPin: 'refused',
          namesTruncatedTo: 64,
        },
        hid: { transactionTimeoutMs: 100, timeoutError: false, channels: 'lenient', maxMessage: 1200 },
      },
      // As many keys on sale: credential management by its prototype command too, the only one that libfido2 1.12 sends.
      {
        ...ctap21,
        name: 'preview',
        versions: ['U2F_V2', 'FIDO_2_0', 'FIDO_2_1_PRE', 'FIDO_2_1'],
        options: { ...ctap21.options, credentialMgmtPreview: true },
      },
      { ...ctap21, name: 'no-resident', options: optionsWithoutResident, maxResidentCredentials: 0 },
      { ...ctap21, name: 'attestation-none', attestation: 'none' },
      {
        ...ctap21,
        name: 'always-uv',
        versions: ['FIDO_2_0', 'FIDO_2_1'],
        options: { ...ctap21.options, alwaysUv: true, makeCredUvNotRqd: false },
        hid: { capabilities: { wink: true, cbor: true, nmsg: true } },
      },
      { ...ctap21, name: 'uv-required', options: { ...ctap21.options, makeCredUvNotRqd: false } },
      { ...ctap21, name: 'uv-not-required', options: { ...ctap21.options, makeCredUvNotRqd: true } },
      // A Java Card applet as it is built for tests: little room, one algorithm, nothing of its own to show.
      {
        ...ctap21,
        name: 'tiny',
        versions: ['FIDO_2_0', 'FIDO_2_1'],
        aaguid: new Uint8Array(16),
        algorithms: [-7],
        maxMsgSize: 1024,
        maxCredentialCountInList: 4,
        maxResidentCredentials: 8,
        counter: 'zero',
        attestation: 'self',
        resetWindowMs: undefined,
        hid: { lock: false, capabilities: { wink: false, cbor: true, nmsg: true }, maxMessage: 1024 },
      },
      { ...ctap21, name: 'eddsa-only', algorithms: [-8], versions: ['FIDO_2_0', 'FIDO_2_1'], attestation: 'self' },
      {
        ...ctap20,
        name: 'pre',
        versions: ['U2F_V2', 'FIDO_2_0', 'FIDO_2_1_PRE'],
        options: { ...ctap20.options, credentialMgmtPreview: true },
        extensions: ['credProtect', 'hmac-secret'],
      },
      { ...ctap20, name: 'uv-2.0', options: { ...ctap20.options, uv: true }, userVerification },
      { ...ctap21, name: 'ctap-2.3', versions: ['FIDO_2_0', 'FIDO_2_1', 'FIDO_2_3'] },
      { ...ctap21, name: 'slow', hid: { processingMs: 100 } },
      {
        ...ctap21,
        name: 'w3c-vectors',
        options: { ...ctap21.options, uv: true },
        userVerification,
        counter: 'zero',
        attestation: 'none',
        backupFlags: { eligible: true, state: false },
      },
      // As keys on sale that hold little: eight accounts, lists of one credential, PINs of six, five tries.
      {
        ...ctap21,
        name: 'small',
        versions: ['FIDO_2_0', 'FIDO_2_1'],
        pinUvAuthProtocols: [1, 2],
        maxMsgSize: 1024,
        maxCredentialCountInList: 1,
        maxResidentCredentials: 8,
        minPinLength: 6,
        manners: {
          ...ctap21.manners,
          dropsDisplayNames: true,
          tellsNumberOfOne: true,
          pinRetries: 5,
          counterStep: 17,
          resetTouches: 2,
        },
        hid: { maxMessage: 1024 },
      },
      { ...ctap21, name: 'three-tries', manners: { ...ctap21.manners, pinRetries: 3 } },
      // PINs typed on a keypad of the key: seven to twelve digits.
      { ...ctap21, name: 'keypad', versions: ['FIDO_2_0', 'FIDO_2_1', 'FIDO_2_3'], minPinLength: 7, maxPinLength: 12 },
      // With a display, where people take their time to read.
      { ...ctap21, name: 'patient', touchTimeoutMs: 90_000 },
      { ...ctap21, name: 'long-pin', minPinLength: 20 },
      { ...ctap21, name: 'hides-accounts', manners: { ...ctap21.manners, leastCredProtect: 2 } },
      { ...ctap21, name: 'hides-credentials', manners: { ...ctap21.manners, leastCredProtect: 3 } },
      // As keys before CTAP 2.1 that have one store for all, and give secrets only to whom they know.
      {
        ...ctap20,
        name: 'keeps-all',
        manners: { ...ctap20.manners, storesEveryCredential: true, hmacSecretVerifies: true, ignoresUv: true },
      },
      // Fingerprint readers: with and without a PIN beside them, not enrolled, and one whose every touch verifies.
      {
        ...ctap21,
        name: 'uv-alone',
        options: { ...optionsWithoutPin, uv: true },
        userVerification,
      },
      { ...ctap21, name: 'uv-not-enrolled', options: { ...ctap21.options, uv: false }, userVerification },
      {
        ...ctap21,
        name: 'uv-no-mc-ga',
        options: { ...ctap21.options, uv: true, noMcGaPermissionsWithClientPin: true },
        userVerification,
      },
      {
        ...ctap21,
        name: 'always-uv-built-in',
        versions: ['FIDO_2_0', 'FIDO_2_1'],
        options: { ...ctap21.options, uv: true, alwaysUv: true, makeCredUvNotRqd: false },
        userVerification,
        hid: { capabilities: { wink: true, cbor: true, nmsg: true } },
      },
      {
        ...ctap21,
        name: 'touch-verifies',
        options: { ...ctap21.options, uv: true },
        userVerification,
        manners: { ...ctap21.manners, touchVerifies: true },
      },
    ] satisfies FidoProfile[] as FidoProfile[]
  ).map((profile) => [profile.name, profile]),
);

/** A profile by its name. Throws `RangeError` listing the names. */
export function profileNamed(name: string): FidoProfile {
  const profile = profiles.get(name);
  if (profile === undefined) {
    throw new RangeError(
      `profile: expected one of ${[...profiles.keys()].join(', ')}, received ${JSON.stringify(name)}`,
    );
  }
  return profile;
}
