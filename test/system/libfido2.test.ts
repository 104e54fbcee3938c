import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cleanUpAfterwards, emulate, root, start, temporaryFolder } from './processes.ts';

cleanUpAfterwards();

let client: string;
beforeAll(async () => {
  client = join(temporaryFolder(), 'libfido2-client');
  const source = join(root, 'test/system/libfido2-client.c');
  const { code, stderr } = await start('gcc', ['-O1', '-Wall', '-Wextra', '-o', client, source, '-lfido2']).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

type Findings = Readonly<Record<string, unknown>>;

/** One step of the client against a key of its own. */
async function step(name: string, ...emulatorArgs: string[]): Promise<Findings> {
  const key = await emulate(emulatorArgs);
  const outcome = await start(client, [`${key.port}`, name], { deadlineMs: 60_000 }).ended;
  const server = await key.stop();
  expect({ ...outcome, stdout: '' }).toEqual({ code: 0, signal: null, stderr: '', stdout: '' });
  expect(server).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(outcome.stdout) as Findings;
}

const status = {
  credentialExcluded: 0x19,
  unsupportedAlgorithm: 0x26,
  keepaliveCancel: 0x2d,
  noCredentials: 0x2e,
  pinInvalid: 0x31,
  pinAuthBlocked: 0x34,
  pinAuthInvalid: 0x33,
  pinPolicyViolation: 0x37,
  invalidSubcommand: 0x3e,
} as const;

describe('libfido2', () => {
  it('takes the key for a FIDO 2.1 key and reads its getInfo', async () => {
    const { versions, extensions, options, ...rest } = await step('info');
    expect(versions).toEqual(expect.arrayContaining(['U2F_V2', 'FIDO_2_0', 'FIDO_2_1']));
    expect(extensions).toEqual(expect.arrayContaining(['credProtect', 'hmac-secret']));
    expect(options).toMatchObject({ rk: true, up: true, clientPin: false, credMgmt: true, pinUvAuthToken: true });
    expect(rest).toMatchObject({
      isFido2: true,
      hasPin: false,
      supportsPin: true,
      supportsCredman: true,
      supportsPermissions: true,
      supportsCredProt: true,
      protocol: 2,
      firstAlgorithm: -7,
      maxMsgSize: 7609,
    });
  });

  describe.each([
    ['es256', -7],
    ['eddsa', -8],
  ] as const)('with %s', (name, type) => {
    it('makes a credential and verifies its packed attestation, then verifies two assertions', async () => {
      expect(await step(name)).toMatchObject({
        fmt: 'packed',
        x5c: true,
        type,
        flags: 0x41,
        assertions: 1,
        assertionFlags: 0x01,
        userIdLength: 0,
        countsUp: true,
      });
    });

    it('verifies the self attestation of a key that has no certificate', async () => {
      expect(await step(name, '--profile', 'terse')).toMatchObject({ fmt: 'packed', x5c: false, type });
    });
  });

  it('takes a credential without attestation', async () => {
    expect(await step('es256', '--profile', 'attestation-none')).toMatchObject({ fmt: 'none', countsUp: true });
  });

  it('is refused what must be refused, and gets an assertion without a touch', async () => {
    expect(await step('refusals')).toEqual({
      excluded: status.credentialExcluded,
      noCredential: status.noCredentials,
      algorithm: status.unsupportedAlgorithm,
      silentFlags: 0,
    });
  });

  it.each(['ctap-2.1', 'ctap-2.0', 'protocol-1', 'protocol-2'])(
    'finds both accounts of a relying party, the newest first, on a key of profile %s',
    async (profile) => {
      expect(await step('resident', '--profile', profile)).toEqual({
        accounts: 2,
        first: 'bob',
        second: 'alice',
        flags: 0x05,
        accountsWithoutPin: 2,
        nameWithoutPin: '',
        userIdLengthWithoutPin: 3,
      });
    },
  );

  it.each(['protocol-1', 'protocol-2'])(
    'sets, tries and changes the PIN and counts its retries on a key of profile %s',
    async (profile) => {
      expect(await step('pin', '--profile', profile)).toEqual({
        before: false,
        tooShort: status.pinPolicyViolation,
        after: true,
        retries: 8,
        wrong: status.pinInvalid,
        retriesAfterWrong: 7,
        retriesAfterRight: 8,
        changeWithWrong: status.pinInvalid,
        retriesAfterChange: 8,
        old: status.pinInvalid,
        secondSet: status.pinAuthInvalid,
      });
    },
  );

  it('is locked out after three wrong PINs until the power is cycled', async () => {
    expect(await step('lock')).toEqual({
      first: status.pinInvalid,
      second: status.pinInvalid,
      third: status.pinAuthBlocked,
      locked: status.pinAuthBlocked,
      retriesLocked: 5,
      retriesAfterPowerCycle: 5,
      retriesAfterRight: 8,
    });
  });

  it.each(['protocol-1', 'protocol-2', 'ctap-2.0'])(
    'gets hmac-secret outputs that depend on credential, salt and verification alone, on a key of profile %s',
    async (profile) => {
      const found = await step('hmac-secret', '--profile', profile);
      const { one, oneAgain, two, second, withPin, withPinAgain, other } = found as Record<string, string>;
      expect(one).toMatch(/^[0-9a-f]{64}$/);
      expect(oneAgain).toBe(one);
      expect(two).toBe(`${one}${second}`);
      expect(withPinAgain!.slice(0, 64)).toBe(withPin);
      expect(new Set([one, second, withPin, withPinAgain!.slice(64), other]).size).toBe(5);
    },
  );

  it('cannot use a credential of credProtect level 3 without the PIN', async () => {
    expect(await step('cred-protect')).toEqual({ level: 3, withoutPin: status.noCredentials, withPin: 1 });
  });

  it('manages the credentials of the key', async () => {
    const found = await step('credential-management', '--profile', 'preview');
    expect(found).toEqual({
      existing: 2,
      remaining: 23,
      rps: 1,
      rp: 'libfido2.example',
      rpIdHashLength: 32,
      rks: 2,
      held0: 'alice',
      key0: true,
      held1: 'bob',
      key1: true,
      // The prototype command, the only one that libfido2 1.12 sends, has no updateUserInformation.
      renamed: status.invalidSubcommand,
      deletedAgain: status.noCredentials,
      rksAfter: 1,
      left: 'bob',
      existingAfter: 0,
      remainingAfter: 25,
      rpsAfter: status.noCredentials,
    });
  });

  it('registers and authenticates over U2F, and uses that credential over CTAP2', async () => {
    expect(await step('u2f')).toEqual({
      isFido2: false,
      fmt: 'fido-u2f',
      countsUp: true,
      excluded: status.credentialExcluded,
      foreignRefused: true,
      overCtap2: 1,
    });
  });

  it('resets the key after a power cycle: PIN and credentials are gone', async () => {
    expect(await step('reset')).toEqual({
      pinBefore: true,
      pinAfter: false,
      resident: status.noCredentials,
      nonResident: status.noCredentials,
      works: true,
    });
  });

  it('finds PIN, retries and credentials again after a power cycle', async () => {
    expect(await step('power-cycle')).toEqual({
      wrong: status.pinInvalid,
      pin: true,
      retries: 7,
      residentUserIdLength: 5,
      nonResident: 1,
    });
  });

  it('cancels a command that waits for a touch, and the key goes on', async () => {
    expect(await step('cancel', '--touch', 'never')).toEqual({
      cancelled: status.keepaliveCancel,
      keptAlive: true,
      works: true,
    });
  });

  it('asks for a touch alone', async () => {
    expect(await step('touch')).toEqual({ touched: true });
  });
});
