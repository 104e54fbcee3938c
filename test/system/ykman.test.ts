import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromBase32 } from '../../src/bytes/base32.ts';
import { steamCode } from '../../src/oath/steam.ts';
import { file, lacks, namespaces, program, tell, titled, versionOf } from './foreign/needs.ts';
import { reader, type Step, type StepOutcome, withYkman } from './foreign/ykman-run.ts';
import { cleanUpAfterwards, root, temporaryFolder } from './processes.ts';

cleanUpAfterwards();

const reason = lacks(
  program('pcscd', 'pcscd'),
  file('/etc/reader.conf.d/vpcd', 'vsmartcard-vpcd'),
  program('ykman', 'yubikey-manager'),
  program('oathtool', 'oathtool'),
  namespaces,
);
const host = (): string => `${versionOf('yubikey-manager')} over ${versionOf('pcscd')}`;

const short = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const long = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA';
const longer = `${'GEZDGNBVGY3TQOJQ'.repeat(6)}GEZDGNA`;
const touchMe = 'Touch your YubiKey...\n';
const batch = join(root, 'test/system/foreign/ykman_batch.py');

/** What oathtool would show at any second of the step. */
function oathtool({ beganSeconds, endedSeconds }: StepOutcome, ...args: string[]): string[] {
  const codes = new Set<string>();
  for (let now = beganSeconds; now <= endedSeconds; now += 1) codes.add(oathtoolSays('--now', `@${now}`, ...args));
  return [...codes];
}

function oathtoolSays(...args: string[]): string {
  const { stdout, stderr } = spawnSync('oathtool', args, { encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  return stdout.trim();
}

/** Runs steps that must all succeed but those named, and prints each with its host. */
async function drive(
  card: readonly string[],
  steps: Readonly<Record<string, Step>>,
  fails: readonly string[] = [],
): Promise<Record<string, StepOutcome>> {
  const found = await withYkman(card, Object.values(steps));
  const named = Object.fromEntries(Object.keys(steps).map((name, index) => [name, found[index]!]));
  for (const [name, { code, stderr }] of Object.entries(named)) {
    expect({ name, code, stderr: fails.includes(name) || stderr === touchMe ? '' : stderr }).toEqual({
      name,
      code: fails.includes(name) ? 1 : 0,
      stderr: '',
    });
    tell(host(), name);
  }
  return named;
}

const accounts = (...args: string[]): Step => ['oath', 'accounts', ...args];

describe.skipIf(reason !== '')(titled('the real ykman drives our OATH card', reason), () => {
  afterAll(() => tell(host(), 'codes compared with those of oathtool'));

  // most of the last one is a wait for a touch that does not come
  it.concurrent('adds, lists and shows accounts of every kind, and the card has them after kill -9', async () => {
    const store = join(temporaryFolder(), 'store');
    const found = await drive(['--store', store, '--serial', '4711'], {
      'device information': ['info'],
      information: ['oath', 'info'],
      'add TOTP': accounts('add', '-i', 'Acme', 'alice', short),
      'add HOTP from 5, 8 digits': accounts('add', '-o', 'HOTP', '-c', '5', '-d', '8', '-i', 'Acme', 'hotp', short),
      'add with touch': accounts('add', '-f', '-t', '-i', 'Acme', 'touch', short),
      'add 60 s': accounts('add', '-P', '60', '-i', 'Acme', 'sixty', short),
      'add SHA-256, 8 digits': accounts('add', '-a', 'SHA256', '-d', '8', '-i', 'Acme', 'sha256', long),
      'add SHA-512': accounts('add', '-a', 'SHA512', '-i', 'Acme', 'sha512', longer),
      'add by URI': accounts('uri', `otpauth://totp/Uri:bob?secret=${short}&issuer=Uri&digits=7`),
      'add Steam': accounts('add', '-i', 'Steam', 'game', short),
      'add hidden': accounts('add', '-i', '_hidden', 'secret', short),
      list: accounts('list', '-H', '-o', '-P'),
      'all codes': accounts('code'),
      'a single code': accounts('code', '-s', 'alice'),
      'a counter code': accounts('code', '-s', 'hotp'),
      'another counter code': accounts('code', '-s', 'hotp'),
      'a code of a touch': accounts('code', '-s', 'touch'),
      'kill -9 and start again': { shell: 'restart' },
      'a counter code after that': accounts('code', '-s', 'hotp'),
      rename: accounts('rename', '-f', 'alice', 'Acme:carol'),
      delete: accounts('delete', '-f', 'sha512'),
      'list after that': accounts('list'),
    });

    expect(found['device information']!.stdout).toMatch(/Serial number: 4711\nFirmware version: 5\.4\.3\n/);
    expect(found['information']!.stdout).toBe('OATH version: 5.4.3\nPassword protection: disabled\n');
    expect(found['list']!.stdout.trim().split('\n').sort()).toEqual([
      '60/Acme:sixty, TOTP, 60',
      'Acme:alice, TOTP, 30',
      'Acme:hotp, HOTP, 0',
      'Acme:sha256, TOTP, 30',
      'Acme:sha512, TOTP, 30',
      'Acme:touch, TOTP, 30',
      'Steam:game, TOTP, 30',
      'Uri:bob, TOTP, 30',
      '_hidden:secret, TOTP, 30',
    ]);

    const all = found['all codes']!;
    const shown = Object.fromEntries(
      all.stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/\s{2,}/)) as [string, string][],
    );
    expect(Object.keys(shown)).toHaveLength(8);
    expect(oathtool(all, '--totp', '-b', short)).toContain(shown['Acme:alice']);
    expect(oathtool(all, '--totp', '-b', '-s', '60s', short)).toContain(shown['60/Acme:sixty']);
    expect(oathtool(all, '--totp=sha256', '-b', '-d', '8', long)).toContain(shown['Acme:sha256']);
    expect(oathtool(all, '--totp=sha512', '-b', longer)).toContain(shown['Acme:sha512']);
    expect(oathtool(all, '--totp', '-b', '-d', '7', short)).toContain(shown['Uri:bob']);
    expect(shown['Acme:hotp']).toBe('[HOTP Account]');
    expect(shown['Acme:touch']).toBe('[Requires Touch]');
    const steam = [all.beganSeconds, all.endedSeconds].map((now) => steamCode(fromBase32(short), now));
    expect(steam).toContain(shown['Steam:game']);

    const single = found['a single code']!;
    expect(oathtool(single, '--totp', '-b', short)).toContain(single.stdout.trim());
    const touched = found['a code of a touch']!;
    expect(oathtool(touched, '--totp', '-b', short)).toContain(touched.stdout.trim());
    const counted = ['a counter code', 'another counter code', 'a counter code after that'];
    expect(counted.map((name) => found[name]!.stdout.trim())).toEqual(
      ['5', '6', '7'].map((counter) => oathtoolSays('--hotp', '-b', '-d', '8', '-c', counter, short)),
    );
    expect(found['list after that']!.stdout.trim().split('\n').sort()).toEqual([
      '60/Acme:sixty',
      'Acme:carol',
      'Acme:hotp',
      'Acme:sha256',
      'Acme:touch',
      'Steam:game',
      'Uri:bob',
    ]);
  });

  it.concurrent('sets, tries and clears the password, and resets the card', async () => {
    const wrong = ['list without the password', 'list with a wrong one', 'change with a wrong one'];
    const found = await drive(
      [],
      {
        add: accounts('add', 'alice', short),
        'set the password': ['oath', 'access', 'change', '-n', 'correct horse'],
        information: ['oath', 'info'],
        'list with the password': accounts('list', '-p', 'correct horse'),
        'list with a wrong one': accounts('list', '-p', 'battery staple'),
        'list without the password': accounts('list'),
        'change with a wrong one': ['oath', 'access', 'change', '-p', 'x', '-n', 'y'],
        'change it': ['oath', 'access', 'change', '-p', 'correct horse', '-n', 'other'],
        'clear it': ['oath', 'access', 'change', '-p', 'other', '-c'],
        'list after that': accounts('list'),
        'set it again': ['oath', 'access', 'change', '-n', 'third'],
        reset: ['oath', 'reset', '-f'],
        'list after reset': accounts('list'),
        'information after reset': ['oath', 'info'],
      },
      wrong,
    );
    expect(found['information']!.stdout).toContain('Password protection: enabled');
    expect(found['list with the password']!.stdout).toBe('alice\n');
    expect(found['list with a wrong one']!.stderr).toContain('Wrong password?');
    expect(found['list after that']!.stdout).toBe('alice\n');
    expect(found['list after reset']!.stdout).toBe('');
    expect(found['information after reset']!.stdout).toContain('Password protection: disabled');
  });

  it.concurrent('stores 40 accounts, which come back in parts, and no more than the card has room for', async () => {
    const names = Array.from(
      { length: 40 },
      (_, index) => `Somebody's issuer:account-${String(index).padStart(2, '0')}`,
    );
    const input = join(temporaryFolder(), 'adds.json');
    const add = (name: string): string[] => ['-r', reader, 'oath', 'accounts', 'add', '-f', name, short];
    writeFileSync(input, JSON.stringify([...names, 'one too many'].map(add)));
    const found = await drive(['--capacity', '40'], {
      'add 40 accounts and one': { shell: `/usr/bin/python3 -B '${batch}' <'${input}' 2>/dev/null` },
      'list 40': accounts('list'),
      'codes of 40': accounts('code'),
    });
    expect(JSON.parse(found['add 40 accounts and one']!.stdout)).toEqual([...names.map(() => 0), 1]);
    expect(found['list 40']!.stdout.trim().split('\n').sort()).toEqual(names);
    const codes = found['codes of 40']!;
    const lines = codes.stdout.trim().split('\n');
    expect(lines).toHaveLength(40);
    const right = oathtool(codes, '--totp', '-b', short);
    for (const line of lines) expect(right).toContain(line.split(/\s{2,}/)[1]);
  });

  it.concurrent('when nobody touches, then ykman says so; what an old firmware cannot do, ykman does not ask for', async () => {
    const found = await drive(
      ['--firmware', '5.2.7', '--touch', 'never', '--password-file', passwordFile()],
      {
        'add with touch': accounts('add', '-p', 'given', '-f', '-t', 'touch', short),
        'rename on 5.2.7': accounts('rename', '-p', 'given', '-f', 'touch', 'other'),
        'no touch': accounts('code', '-p', 'given', '-s', 'touch'),
      },
      ['rename on 5.2.7', 'no touch'],
    );
    expect(found['rename on 5.2.7']!.stderr).toMatch(/5\.3/);
    expect(found['no touch']!.stderr).toContain('timed out');
  });
});

function passwordFile(): string {
  const path = join(temporaryFolder(), 'password');
  writeFileSync(path, 'given\n');
  return path;
}
