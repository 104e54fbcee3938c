import { describe, expect, it } from 'vitest';
import { BrokenError, UsageError } from '../../../../cli/exit-code.ts';
import { chosenReader } from '../../../../cli/targets/nfc.ts';
import { chosenKey, keyAgain, targetOfKey } from '../../../../cli/targets/usb.ts';
import type { HidKey } from '../../../../src/transport/hid/node-hid.ts';
import type { PcscReader } from '../../../../src/transport/pcsc/pcsc.ts';

function key(path: string, serial?: string, productId = 0x0407): HidKey {
  return { path, serial, vendorId: 0x1050, productId, product: 'Key' };
}

function reader(name: string, card: PcscReader['card'] = 'none'): PcscReader {
  return { name, card, inUse: 'no' };
}

const usb = (named?: string) => ({ kind: 'usb', uri: `usb:${named ?? ''}`, key: named }) as const;
const nfc = (part?: string) => ({ kind: 'nfc', uri: `nfc:${part ?? ''}`, reader: part }) as const;

describe('chosenKey', () => {
  const first = key('/dev/hidraw0', 'A');
  const second = key('/dev/hidraw1', 'B');

  it('is the only one, where none is named', () => {
    expect(chosenKey(usb(), [first])).toBe(first);
    expect(() => chosenKey(usb(), [])).toThrow(BrokenError);
    expect(() => chosenKey(usb(), [first, second])).toThrow(
      expect.objectContaining({
        name: 'UsageError',
        message: 'usb:: 2 keys fit',
        hint: expect.stringMatching(/usb:A .*\n.*usb:B /),
      }),
    );
  });

  it('is found by serial number or path', () => {
    expect(chosenKey(usb('B'), [first, second])).toBe(second);
    expect(chosenKey(usb('/dev/hidraw0'), [first, second])).toBe(first);
    expect(() => chosenKey(usb('C'), [first, second])).toThrow(UsageError);
  });

  it('is named by its path where serial numbers do not tell keys apart', () => {
    const twin = key('/dev/hidraw2', 'A');
    expect(targetOfKey(first, [first, second])).toBe('usb:A');
    expect(targetOfKey(first, [first, twin])).toBe('usb:/dev/hidraw0');
    expect(targetOfKey(key('/dev/hidraw0'), [key('/dev/hidraw0')])).toBe('usb:/dev/hidraw0');
  });
});

describe('keyAgain', () => {
  const before = key('/dev/hidraw0', 'A');

  it('is the same key at another path', () => {
    const after = key('/dev/hidraw5', 'A');
    expect(keyAgain(usb(), before, [after, key('/dev/hidraw0', 'B')])).toBe(after);
  });

  it('is absent while it is not there', () => {
    expect(keyAgain(usb(), before, [])).toBe('absent');
    expect(keyAgain(usb('A'), before, [key('/dev/hidraw1', 'B')])).toBe('absent');
  });

  it('is no key of another kind in its place', () => {
    expect(keyAgain(usb(), before, [key('/dev/hidraw0', 'B')])).toBe(
      'the key has changed: expected 1050:0407 serial A, received 1050:0407 serial B',
    );
    expect(keyAgain(usb('/dev/hidraw0'), before, [key('/dev/hidraw0', 'A', 0x0402)])).toContain('has changed');
  });

  it('is not the twin that was there beside it', () => {
    const twin = key('/dev/hidraw1', 'A');
    expect(keyAgain(usb('/dev/hidraw0'), before, [twin], ['/dev/hidraw1'])).toBe('absent');
    const after = key('/dev/hidraw2', 'A');
    expect(keyAgain(usb('/dev/hidraw0'), before, [twin, after], ['/dev/hidraw1'])).toBe(after);
  });

  it('cannot be told from a twin that came meanwhile', () => {
    const keys = [key('/dev/hidraw0'), key('/dev/hidraw1')];
    expect(keyAgain(usb('/dev/hidraw0'), key('/dev/hidraw0'), keys)).toContain('two keys match');
  });
});

describe('chosenReader', () => {
  it('is the only one that holds a card, where none is named', () => {
    const full = reader('B', 'present');
    expect(chosenReader(nfc(), [reader('A'), full])).toBe(full);
    expect(() => chosenReader(nfc(), [])).toThrow('no reader is plugged in');
    expect(() => chosenReader(nfc(), [reader('A'), reader('B', 'mute')])).toThrow('no reader holds a card');
    expect(() => chosenReader(nfc(), [reader('A', 'present'), full])).toThrow(
      expect.objectContaining({ name: 'UsageError', hint: expect.stringContaining('nfc:A') }),
    );
  });

  it('is found by a part of its name, its whole name first', () => {
    const readers = [reader('Virtual PCD 00 00', 'present'), reader('Virtual PCD 00 01', 'present')];
    expect(chosenReader(nfc('00 01'), readers)).toBe(readers[1]);
    expect(() => chosenReader(nfc('virtual'), readers)).toThrow(UsageError);
    expect(() => chosenReader(nfc('ACS'), readers)).toThrow(UsageError);
    const nested = [reader('PCD', 'present'), reader('PCD 2', 'present')];
    expect(chosenReader(nfc('pcd'), nested)).toBe(nested[0]);
  });

  it('is, of several that fit, the only one with a card', () => {
    const readers = [reader('Virtual PCD 00 00', 'present'), reader('Virtual PCD 00 01')];
    expect(chosenReader(nfc('Virtual'), readers)).toBe(readers[0]);
  });

  it('must hold a card', () => {
    expect(() => chosenReader(nfc('A'), [reader('A')])).toThrow(BrokenError);
  });
});
