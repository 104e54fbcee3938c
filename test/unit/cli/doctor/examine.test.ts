import { describe, expect, it } from 'vitest';
import { asText, codeOf } from '../../../../cli/commands/doctor.ts';
import { examine } from '../../../../cli/doctor/examine.ts';
import type { Finding } from '../../../../cli/doctor/finding.ts';
import { DriverMissing } from '../../../../src/transport/driver-missing.ts';
import { PcscError } from '../../../../src/transport/pcsc/pcsc-error.ts';
import { fidoDescriptor, keyboardDescriptor, type MachineParts, machineDouble } from './machine-double.ts';

const node = '/sys/class/hidraw/hidraw3/device/report_descriptor';
const keyboard = '/sys/class/hidraw/hidraw0/device/report_descriptor';
const key = { path: '/dev/hidraw3', serial: undefined, vendorId: 1, productId: 2, product: 'Key' };
const well: MachineParts = {
  files: { [node]: { holds: fidoDescriptor }, [keyboard]: { holds: keyboardDescriptor }, '/dev/hidraw3': {} },
  hidKeys: async () => [key],
};

/** The findings of one id. */
async function found(id: string, parts: MachineParts): Promise<Finding[]> {
  return (await examine(machineDouble(parts))).filter((finding) => finding.id === id);
}

const denied = { ...well.files, '/dev/hidraw3': { denied: true } };
const refusing =
  (error: Error): MachineParts['readers'] =>
  async () => {
    throw error;
  };
const noService = refusing(new PcscError('nfc:', 'open', 'no-service'));

describe('examine on Linux, keys on USB', () => {
  it('finds nothing wrong where a key can be opened, and exits 0', async () => {
    const findings = await examine(machineDouble(well));
    expect(findings.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'linux.hidraw ok',
      'linux.keys ok',
      'linux.permission ok',
      'hid.driver ok',
      'pcsc.driver ok',
      'pcsc.service ok',
      'pcsc.reader ok',
    ]);
    expect(codeOf(findings)).toBe(0);
    expect(asText(findings)).toMatch(/nothing is wrong\n$/);
  });

  it('notices a kernel without hidraw, and exits 2', async () => {
    const findings = await examine(machineDouble());
    expect(findings[0]).toMatchObject({
      id: 'linux.hidraw',
      state: 'problem',
      fix: expect.stringContaining('modprobe hidraw'),
    });
    expect(codeOf(findings)).toBe(2);
  });

  it('takes no keyboard for a key', async () => {
    expect(await found('linux.keys', { files: { [keyboard]: { holds: keyboardDescriptor } } })).toMatchObject([
      { state: 'warning', says: expect.stringContaining('0xF1D0') },
    ]);
  });

  it('gives the udev rule where no rule gives leave', async () => {
    const parts = { files: denied, folders: ['/run/udev'] };
    const rule = 'SUBSYSTEM=="hidraw", ENV{ID_SECURITY_TOKEN}=="1", TAG+="uaccess"';
    expect(await found('linux.permission', parts)).toMatchObject([
      { state: 'problem', fix: expect.stringContaining(rule) },
    ]);
    expect(await found('linux.udev', parts)).toMatchObject([{ state: 'problem', fix: expect.stringContaining(rule) }]);
  });

  const ruled = {
    ...denied,
    '/usr/lib/udev/rules.d/70-u2f.rules': { holds: 'ENV{ID_SECURITY_TOKEN}=="1", TAG+="uaccess"\n' },
  };

  it('tells a rule that waits for logind from one that waits for who sits there', async () => {
    expect(await found('linux.udev', { files: ruled, folders: ['/run/udev'] })).toMatchObject([
      {
        state: 'problem',
        says: expect.stringContaining('no logind'),
        fix: expect.stringContaining('usermod -aG plugdev ada'),
      },
    ]);
    expect(await found('linux.udev', { files: ruled, folders: ['/run/udev', '/run/systemd/seats'] })).toMatchObject([
      { state: 'warning', says: expect.stringContaining('SSH') },
    ]);
  });

  it('notices that udev does not run', async () => {
    expect(await found('linux.udev', { files: denied })).toMatchObject([
      { says: expect.stringContaining('udev does not run') },
    ]);
  });

  it('notices a container, and a node that it was not given', async () => {
    const files = { [node]: { holds: fidoDescriptor }, '/.dockerenv': { holds: '' } };
    expect(await found('linux.container', { files })).toMatchObject([
      { state: 'warning', fix: expect.stringContaining('docker run') },
    ]);
    expect(await found('linux.permission', { files })).toMatchObject([
      { state: 'problem', fix: expect.stringContaining('--device /dev/hidraw3') },
    ]);
  });

  it('notices WSL', async () => {
    const files = { '/proc/version': { holds: 'Linux version 5.15 (Microsoft-standard-WSL2)' } };
    expect(await found('linux.wsl', { files })).toMatchObject([
      { fix: expect.stringContaining('usbipd attach --wsl') },
    ]);
  });

  it('names the package of a library that node-hid misses', async () => {
    const cause = new Error('libusb-1.0.so.0: cannot open shared object file: No such file or directory');
    const hidKeys = async (): Promise<never> => {
      throw new DriverMissing('usb:', 'node-hid', cause);
    };
    expect(await found('hid.driver', { ...well, hidKeys })).toEqual([
      {
        id: 'hid.driver',
        state: 'problem',
        looked: 'node-hid',
        says: 'node-hid needs libusb-1.0.so.0, which is not installed',
        fix: 'sudo apt-get install libusb-1.0-0',
      },
    ]);
  });
});

describe('examine, readers', () => {
  it('names the package of a library that the bindings miss', async () => {
    const cause = new Error('libpcsclite.so.1: cannot open shared object file: No such file or directory');
    const readers = refusing(new DriverMissing('nfc:', 'pcsc-mini', cause));
    expect(await found('pcsc.driver', { ...well, readers })).toMatchObject([
      { state: 'problem', fix: 'sudo apt-get install libpcsclite1 pcscd' },
    ]);
  });

  it('tells a service that is not installed from one that does not run', async () => {
    expect(await found('pcsc.service', { readers: noService })).toMatchObject([{ fix: 'sudo apt-get install pcscd' }]);
    const installed = { '/usr/sbin/pcscd': { denied: true } };
    expect(
      await found('pcsc.service', { readers: noService, files: installed, folders: ['/run/systemd/system'] }),
    ).toMatchObject([
      {
        says: 'pcscd is installed and does not run',
        fix: expect.stringContaining('systemctl enable --now pcscd.socket'),
      },
    ]);
    expect(await found('pcsc.service', { readers: noService, files: installed })).toMatchObject([
      { fix: expect.stringContaining('sudo pcscd') },
    ]);
  });

  it('tells a socket that is missing, refused or silent', async () => {
    const running = { '/usr/sbin/pcscd': {}, '/proc/77/comm': { holds: 'pcscd\n' } };
    const socket = '/run/pcscd/pcscd.comm';
    const says = async (files: MachineParts['files']): Promise<unknown> =>
      (await found('pcsc.service', { readers: noService, files: files ?? {} }))[0]?.says;
    expect(await says(running)).toContain('pcscd runs without its socket');
    expect(await says({ ...running, [socket]: { denied: true } })).toContain('ada may not speak to the socket');
    expect(await says({ ...running, [socket]: {} })).toContain('pcscd runs and does not answer');
  });

  it('gives the polkit rule where polkit refuses', async () => {
    const readers = refusing(new PcscError('nfc:', 'open', 'not-allowed'));
    const [finding] = await found('pcsc.service', { readers });
    expect(finding).toMatchObject({ state: 'problem', says: expect.stringContaining('polkit') });
    expect(finding?.fix).toContain('subject.user === "ada"');
    expect(finding?.fix).toContain('org.debian.pcsc-lite.access_card');
  });

  const readersOf =
    (...of: Awaited<ReturnType<NonNullable<MachineParts['readers']>>>['readers']): MachineParts['readers'] =>
    async () => ({ binding: 'pcsclite', readers: of });

  it('notices readers that are missing, and why', async () => {
    const readers = readersOf();
    const bundle = ['/usr/lib/pcsc/drivers/ifd-ccid.bundle'];
    expect(await found('pcsc.reader', { readers, folders: bundle })).toMatchObject([{ state: 'warning' }]);
    expect(await found('pcsc.reader', { readers })).toMatchObject([{ fix: 'sudo apt-get install libccid' }]);
    expect(await found('pcsc.reader', { readers, folders: ['/sys/module/pn533_usb'] })).toMatchObject([
      { state: 'problem', fix: expect.stringContaining('modprobe -r pn533_usb') },
    ]);
    const none = refusing(new PcscError('nfc:', 'open', 'no-readers'));
    expect(await found('pcsc.reader', { readers: none, folders: bundle })).toMatchObject([{ state: 'warning' }]);
  });

  it('tells empty, silent and taken readers', async () => {
    const readers = readersOf(
      { name: 'A', card: 'none', inUse: 'no' },
      { name: 'B', card: 'mute', inUse: 'no' },
      { name: 'C', card: 'present', inUse: 'exclusive' },
    );
    const states = (await found('pcsc.reader', { readers })).map(({ looked, state }) => `${looked} ${state}`);
    expect(states).toEqual(['A warning', 'B problem', 'C problem']);
  });

  it('names scdaemon where it runs', async () => {
    const files = { '/proc/9/comm': { holds: 'scdaemon\n' } };
    expect(await found('pcsc.holder', { files })).toMatchObject([{ state: 'warning', fix: 'gpgconf --kill scdaemon' }]);
  });
});

describe('examine elsewhere', () => {
  const groups =
    (sid: string): MachineParts['run'] =>
    async () => ({ code: 0, stdout: `Mandatory Label ${sid}\n` });

  it('tells elevated processes of Windows from others', async () => {
    const state = async (sid: string): Promise<unknown> =>
      (await found('windows.elevation', { platform: 'win32', run: groups(sid) }))[0]?.state;
    expect(await state('S-1-16-12288')).toBe('ok');
    expect(await state('S-1-16-8192')).toBe('problem');
    expect(await found('windows.elevation', { platform: 'win32' })).toMatchObject([{ state: 'problem' }]);
    expect(await found('pcsc.service', { platform: 'win32', readers: noService })).toMatchObject([
      { fix: expect.stringContaining('SCardSvr') },
    ]);
  });

  it('says of macOS what is to know', async () => {
    expect(await found('macos.hid', { platform: 'darwin' })).toMatchObject([{ state: 'ok' }]);
    expect(await found('pcsc.service', { platform: 'darwin', readers: noService })).toMatchObject([
      { state: 'problem' },
    ]);
  });

  it('gives a fix with everything that is not ok', async () => {
    const machines: MachineParts[] = [
      {},
      { files: denied },
      { readers: noService },
      { platform: 'win32', readers: noService },
    ];
    for (const parts of machines) {
      const wrong = (await examine(machineDouble(parts))).filter(({ state }) => state !== 'ok');
      expect(wrong.length).toBeGreaterThan(0);
      for (const { fix } of wrong) expect(fix).toMatch(/\S/);
    }
  });
});
