import { type FidoProfile, speaks21 } from './profile.ts';

/** Throws `RangeError` naming profile, member, expectation and value, when no such key can be. */
export function checkProfile(profile: FidoProfile): void {
  checkRanges(profile);
  checkLists(profile);
  checkImplications(profile);
  if (speaks21(profile)) checkMandatorySet(profile);
}

const VERSIONS = ['U2F_V2', 'FIDO_2_0', 'FIDO_2_1_PRE', 'FIDO_2_1', 'FIDO_2_3'];
const ALGORITHMS = [-7, -8];
const EXTENSIONS = ['credProtect', 'hmac-secret'];
const PROTOCOLS = [1, 2];

function checkRanges(profile: FidoProfile): void {
  const range = (member: keyof FidoProfile, value: number, min: number, max: number): void => {
    if (Number.isInteger(value) && value >= min && value <= max) return;
    fail(profile, member, `an integer from ${min} to ${max}`, value);
  };
  if (profile.aaguid.length !== 16) fail(profile, 'aaguid', '16 bytes', `${profile.aaguid.length} bytes`);
  range('maxMsgSize', profile.maxMsgSize, 1024, 7609);
  range('maxCredentialCountInList', profile.maxCredentialCountInList, 1, 255);
  range('maxCredentialIdLength', profile.maxCredentialIdLength, 97, 1023);
  range('maxResidentCredentials', profile.maxResidentCredentials, 0, 10_000);
  range('minPinLength', profile.minPinLength, 4, 63);
  range('firmwareVersion', profile.firmwareVersion, 0, 0xffffffff);
  range('touchTimeoutMs', profile.touchTimeoutMs, 10_000, 120_000);
  range('sequenceTimeoutMs', profile.sequenceTimeoutMs, 1_000, 600_000);
  if (profile.resetWindowMs !== undefined) range('resetWindowMs', profile.resetWindowMs, 1_000, 600_000);
  const { userVerification } = profile;
  if (userVerification !== undefined) {
    range('userVerification', userVerification.retries, 1, 25);
    range('userVerification', userVerification.attempts, 1, 5);
    range('userVerification', userVerification.preferredPlatformUvAttempts, 1, 25);
  }
  const { namesTruncatedTo, pinRetries = 8, counterStep = 1, resetTouches = 1 } = profile.manners;
  range('manners', pinRetries, 1, 8);
  range('manners', counterStep, 1, 0xffff);
  range('manners', resetTouches, 1, 5);
  range('maxPinLength', profile.maxPinLength ?? 63, profile.minPinLength, 63);
  if (namesTruncatedTo !== undefined) range('manners', namesTruncatedTo, 16, 64);
}

function checkLists(profile: FidoProfile): void {
  const among = (
    member: keyof FidoProfile,
    values: readonly unknown[],
    known: readonly unknown[],
    min: number,
  ): void => {
    const strange = values.find((value) => !known.includes(value));
    if (strange !== undefined) fail(profile, member, `values among ${known.join(', ')}`, strange);
    if (new Set(values).size !== values.length) fail(profile, member, 'no value twice', values.join(', '));
    if (values.length < min) fail(profile, member, `at least ${min}`, 'none');
  };
  among('versions', profile.versions, VERSIONS, 1);
  among('algorithms', profile.algorithms, ALGORITHMS, 1);
  among('extensions', profile.extensions, EXTENSIONS, 0);
  among('pinUvAuthProtocols', profile.pinUvAuthProtocols, PROTOCOLS, 0);
  among('transports', profile.transports, ['usb', 'nfc'], 1);
}

function checkImplications(profile: FidoProfile): void {
  const { options } = profile;
  const verifies = 'clientPin' in options || 'uv' in options;
  if (verifies !== profile.pinUvAuthProtocols.length > 0) {
    fail(
      profile,
      'pinUvAuthProtocols',
      verifies ? 'a protocol, as there is clientPin or uv' : 'none without clientPin or uv',
      profile.pinUvAuthProtocols.length,
    );
  }
  if (options['clientPin'] === true) fail(profile, 'options', 'clientPin false: a new key has no PIN', true);
  if ('uv' in options !== (profile.userVerification !== undefined)) {
    fail(profile, 'userVerification', 'a value exactly when the option uv is there', profile.userVerification);
  }
  if (options['pinUvAuthToken'] === true && !verifies) {
    fail(profile, 'options', 'clientPin or uv beside pinUvAuthToken', 'neither');
  }
  if (options['credMgmt'] === true && options['rk'] !== true)
    fail(profile, 'options', 'rk beside credMgmt', options['rk']);
  if (options['alwaysUv'] === true && options['makeCredUvNotRqd'] === true) {
    fail(profile, 'options', 'makeCredUvNotRqd false while alwaysUv is true', true);
  }
  if (options['alwaysUv'] === true && profile.versions.includes('U2F_V2')) {
    fail(profile, 'versions', 'no U2F_V2 while alwaysUv is true', 'U2F_V2');
  }
  if (options['rk'] !== true && profile.maxResidentCredentials !== 0) {
    fail(profile, 'maxResidentCredentials', '0 without rk', profile.maxResidentCredentials);
  }
  if (profile.manners.storesEveryCredential === true && (options['rk'] !== true || speaks21(profile))) {
    fail(profile, 'manners', 'storesEveryCredential on keys of CTAP 2.0 with rk only', true);
  }
  if (profile.manners.leastCredProtect !== undefined && !profile.extensions.includes('credProtect')) {
    fail(profile, 'manners', 'credProtect beside leastCredProtect', profile.extensions.join(', '));
  }
  if (profile.manners.hmacSecretVerifies === true && speaks21(profile)) {
    fail(profile, 'manners', 'hmacSecretVerifies on keys of CTAP 2.0 only', true);
  }
  if (profile.manners.ignoresUv === true && speaks21(profile)) {
    fail(profile, 'manners', 'ignoresUv on keys of CTAP 2.0 only', true);
  }
  if (profile.manners.touchVerifies === true && options['uv'] !== true) {
    fail(profile, 'manners', 'uv beside touchVerifies', options['uv']);
  }
  if (profile.backupFlags.state && !profile.backupFlags.eligible) {
    fail(profile, 'backupFlags', 'eligible beside state', false);
  }
}

/** CTAP 2.1 section 9, mandatory features. */
function checkMandatorySet(profile: FidoProfile): void {
  const { options } = profile;
  const verifies = 'clientPin' in options || 'uv' in options;
  for (const extension of ['hmac-secret', 'credProtect']) {
    if (extension === 'credProtect' && !verifies) continue;
    if (!profile.extensions.includes(extension)) {
      fail(profile, 'extensions', `${extension}, mandatory for FIDO_2_1`, profile.extensions.join(', '));
    }
  }
  if (options['rk'] === true && !verifies) fail(profile, 'options', 'clientPin or uv beside rk', 'neither');
  if (options['rk'] === true && options['credMgmt'] !== true)
    fail(profile, 'options', 'credMgmt beside rk', options['credMgmt']);
  if (verifies && options['pinUvAuthToken'] !== true) {
    fail(profile, 'options', 'pinUvAuthToken beside clientPin or uv', options['pinUvAuthToken']);
  }
  if (verifies && !profile.pinUvAuthProtocols.includes(2)) {
    fail(profile, 'pinUvAuthProtocols', 'protocol 2, mandatory for FIDO_2_1', profile.pinUvAuthProtocols.join(', '));
  }
}

function fail(profile: FidoProfile, member: keyof FidoProfile, expected: string, received: unknown): never {
  throw new RangeError(`profile ${profile.name}.${member}: expected ${expected}, received ${String(received)}`);
}
