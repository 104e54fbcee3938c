import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanUpAfterwards, emulate, root, start } from './processes.ts';

cleanUpAfterwards();

const client = join(root, 'test/system/python_fido2_client.py');

/** One step of the client against a key of its own. */
async function step(name: string, ...emulatorArgs: string[]): Promise<Readonly<Record<string, unknown>>> {
  const key = await emulate(emulatorArgs);
  const outcome = await start('/usr/bin/python3', ['-B', client, `${key.port}`, name], { deadlineMs: 60_000 }).ended;
  const server = await key.stop();
  expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
  expect(server).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(outcome.stdout) as Readonly<Record<string, unknown>>;
}

describe('python-fido2', () => {
  it('reads getInfo as canonical CBOR, and has every ping up to the longest come back', async () => {
    expect(await step('info')).toMatchObject({
      versions: expect.arrayContaining(['U2F_V2', 'FIDO_2_0', 'FIDO_2_1']),
      extensions: expect.arrayContaining(['credProtect', 'hmac-secret']),
      options: expect.objectContaining({ rk: true, clientPin: false, credMgmt: true, pinUvAuthToken: true }),
      protocols: [2, 1],
      maxMsgSize: 7609,
      algorithms: [-7, -8],
      hidVersion: 2,
      ping: true,
      longestPing: true,
    });
  });

  it.each([
    ['ctap-2.1', 'packed', 'BASIC'],
    ['terse', 'packed', 'SELF'],
    ['attestation-none', 'none', 'NONE'],
  ])(
    'verifies registration and assertion with ES256 and EdDSA on a key of profile %s',
    async (profile, fmt, attestation) => {
      const sound = {
        fmt,
        attestation,
        flags: 0x41,
        assertionFlags: 0x01,
        countsUp: true,
        excluded: 0x19,
        otherRp: 0x2e,
      };
      expect(await step('registration', '--profile', profile)).toEqual({ ES256: sound, EdDSA: sound });
    },
  );

  it.each([1, 2])('sets, tries, uses and changes the PIN by protocol %d', async (protocol) => {
    expect(await step(`client-pin-${protocol}`)).toEqual({
      before: false,
      after: true,
      retries: 8,
      wrong: 0x31,
      retriesAfterWrong: 7,
      retriesAfterRight: 8,
      attestation: 'BASIC',
      flags: 0x45,
      assertionFlags: 0x05,
      wrongPermission: 0x33,
      tampered: 0x33,
      old: 0x31,
    });
  });

  it.each([1, 2])('gets hmac-secret outputs by protocol %d', async (protocol) => {
    const { created, one, again, two, swapped, verified } = await step(`hmac-secret-${protocol}`);
    const [first, second] = two as string[];
    expect(created).toEqual({ 'hmac-secret': true });
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(first).not.toBe(second);
    expect({ one, again, swapped }).toEqual({ one: [first], again: [first], swapped: [second, first] });
    expect(verified).not.toEqual(one);
  });

  it('finds the accounts of a relying party, the newest first, and their names with the PIN alone', async () => {
    expect(await step('resident')).toEqual({
      names: ['carol', 'bob', 'alice'],
      membersWithoutPin: ['id'],
      pastLast: 0x30,
    });
  });

  it('manages the credentials of the key', async () => {
    expect(await step('credential-management')).toEqual({
      existing: 2,
      remaining: 23,
      rps: ['python-fido2.example'],
      names: { alice: 'alice', bob: 'bob' },
      keys: true,
      left: ['robert'],
      deletedAgain: 0x2e,
      existingAfter: 0,
    });
  });

  it('registers and authenticates over U2F', async () => {
    expect(await step('u2f')).toEqual({
      version: 'U2F_V2',
      userPresence: 1,
      countsUp: true,
      checkOnly: 0x6985,
      otherApp: 0x6a80,
      foreign: 0x6a80,
    });
  });

  it('cancels a command that waits for a touch, and the key goes on', async () => {
    expect(await step('cancel', '--touch', 'never')).toEqual({ cancelled: 0x2d, asked: true, works: true });
  });

  it('resets the key after a power cycle', async () => {
    expect(await step('reset')).toEqual({ before: true, after: false });
  });
});
