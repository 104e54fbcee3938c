import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { file, lacks, namespaces, program, pythonModule, tell, titled, versionOf } from './foreign/needs.ts';
import { binary, cleanUpAfterwards, type Outcome, root, start } from './processes.ts';

cleanUpAfterwards();

const reason = lacks(
  program('pcscd', 'pcscd'),
  file('/etc/reader.conf.d/vpcd', 'vsmartcard-vpcd'),
  pythonModule('smartcard', 'python3-pyscard'),
  pythonModule('fido2', 'python3-fido2'),
  namespaces,
);
const withPcscd = join(root, 'test/system/foreign/with-pcscd.sh');

/** Runs a client beside a pcscd of its own, whose virtual reader has an emulated key in it. `again` is run before another round of the client. */
async function run(client: readonly string[], emulatorArgs: readonly string[], again = ''): Promise<Outcome> {
  const round = 'timeout 60 /usr/bin/python3 -B "$@"; code=$?';
  const script = `
    "$NODE" "$BINARY" emulate fido2 --on vpcd ${emulatorArgs.map((arg) => `'${arg}'`).join(' ')} >/dev/null &
    emulator=$!
    ${round}
    ${again === '' ? '' : `${again}\n${round}`}
    kill $emulator; wait $emulator || exit 99
    exit $code`;
  return start(withPcscd, ['bash', '-c', script, 'bash', ...client], {
    env: { NODE: process.execPath, BINARY: binary },
    deadlineMs: 150_000,
  }).ended;
}

async function step(client: readonly string[], ...emulatorArgs: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run(client, emulatorArgs);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

const pyscard = (name: string): string[] => [join(root, 'test/system/foreign/pyscard_client.py'), name];
const pythonFido2 = (name: string): string[] => [join(root, 'test/system/python_fido2_client.py'), 'pcsc', name];
const hosts = (): string => ['pcscd', 'vsmartcard-vpcd', 'python3-pyscard', 'python3-fido2'].map(versionOf).join(', ');

describe.skipIf(reason !== '')(titled('a key as a card in the virtual reader of pcscd', reason), () => {
  afterAll(() =>
    tell(hosts(), 'selected the applet, registered, authenticated, set and changed a PIN, hmac-secret, resident keys'),
  );

  it('is selected by pyscard, and answers in short and in extended APDUs', async () => {
    const found = await step(pyscard('card'));
    expect(found).toEqual({
      readers: ['Virtual PCD 00 00', 'Virtual PCD 00 01'],
      atr: expect.stringMatching(/^3b8b80018073c021c0554649444f32/),
      unselected: '6985',
      version: 'U2F_V2',
      selected: '9000',
      info: '00',
      infoWord: '9000',
      parts: 1,
      extended: '9000',
      sameInfo: true,
      unknown: '6a82',
    });
  });

  it('holds its answer back for a host that knows no polling, and tells its wait to one that does', async () => {
    expect(await step(pyscard('held'), '--touch', 'after:400')).toEqual({
      answer: '00',
      word: '9000',
      held: true,
      polls: true,
      polled: '9000',
    });
  });

  it('is there again when pcscd was restarted', async () => {
    const restart =
      'kill $PCSCD_PID; while kill -0 $PCSCD_PID 2>/dev/null; do sleep 0.05; done; pcscd --foreground >/dev/null 2>&1 & sleep 1';
    const { code, stdout, stderr } = await run(pyscard('card'), [], restart);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/went away.*\nthe reader at .* is there\n$/s),
    });
    const [before, after] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(after).toEqual(before);
  });

  it('tells what a small APDU costs', async () => {
    const { medianMs } = await step(pyscard('round-trip'));
    tell(hosts(), `an APDU took ${Number(medianMs).toFixed(1)} ms (median of 21)`);
    expect(medianMs).toBeGreaterThan(0);
  });

  it.each([
    ['ctap-2.1', 'packed', 'BASIC'],
    ['terse', 'packed', 'SELF'],
  ])('registers and authenticates with python-fido2, profile %s', async (profile, fmt, attestation) => {
    const sound = {
      fmt,
      attestation,
      flags: 0x41,
      assertionFlags: 0x01,
      countsUp: true,
      excluded: 0x19,
      otherRp: 0x2e,
    };
    expect(await step(pythonFido2('registration'), '--profile', profile)).toEqual({ ES256: sound, EdDSA: sound });
  });

  it.each([1, 2])('sets, tries, uses and changes the PIN by protocol %d', async (protocol) => {
    expect(await step(pythonFido2(`client-pin-${protocol}`))).toMatchObject({
      before: false,
      after: true,
      retries: 8,
      wrong: 0x31,
      retriesAfterWrong: 7,
      retriesAfterRight: 8,
      flags: 0x45,
      assertionFlags: 0x05,
      old: 0x31,
    });
  });

  it.each([1, 2])('gives hmac-secret outputs by protocol %d', async (protocol) => {
    const { created, one, again, two, swapped, verified } = await step(pythonFido2(`hmac-secret-${protocol}`));
    const [first, second] = two as string[];
    expect(created).toEqual({ 'hmac-secret': true });
    expect({ one, again, swapped }).toEqual({ one: [first], again: [first], swapped: [second, first] });
    expect(verified).not.toEqual(one);
  });

  it('finds resident keys and manages them', async () => {
    expect(await step(pythonFido2('resident'))).toMatchObject({ names: ['carol', 'bob', 'alice'], pastLast: 0x30 });
    expect(await step(pythonFido2('credential-management'))).toMatchObject({ existing: 2, existingAfter: 0 });
  });
});
