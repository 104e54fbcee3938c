import { describe, expect, it } from 'vitest';
import { DriverMissing } from '../../../src/transport/driver-missing.ts';

describe('DriverMissing', () => {
  it('names the package that installs a shared library', () => {
    const cause = new Error('libpcsclite.so.1: cannot open shared object file: No such file or directory');
    const error = new DriverMissing('nfc:', 'pcsc-mini', cause);
    expect(error.message).toBe(
      'nfc:: pcsc-mini needs libpcsclite.so.1, which is not installed: apt-get install libpcsclite1 pcscd',
    );
    expect(error.library).toBe('libpcsclite.so.1');
  });

  it('names the package of npm that is not there', () => {
    const cause = Object.assign(new Error("Cannot find package 'node-hid'"), { code: 'ERR_MODULE_NOT_FOUND' });
    expect(new DriverMissing('usb:', 'node-hid', cause).message).toBe(
      'usb:: node-hid is not installed: npm install node-hid',
    );
  });

  it('tells of a binary that was never compiled', () => {
    const cause = new Error('Could not locate the bindings file. Tried:\n → …');
    expect(new DriverMissing('nfc:', 'pcsclite', cause).message).toContain('installed without its binary');
  });
});
