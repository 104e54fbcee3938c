import { describe, expect, it } from 'vitest';
import { parsePlace } from '../../../../cli/emulate/place.ts';
import { UsageError } from '../../../../cli/exit-code.ts';

describe('parsePlace', () => {
  it.each([
    ['udp:8111', { kind: 'udp', host: '127.0.0.1', port: 8111 }],
    ['udp:0.0.0.0:8111', { kind: 'udp', host: '0.0.0.0', port: 8111 }],
    ['tcp:[::1]:35962', { kind: 'tcp', host: '::1', port: 35_962 }],
    ['vpcd', { kind: 'vpcd', host: '127.0.0.1', port: 35_963, as: 'contactless', waits: false }],
    ['vpcd:35964?contact&wait', { kind: 'vpcd', port: 35_964, as: 'contact', waits: true }],
    ['uhid', { kind: 'uhid', id: undefined }],
    ['uhid?id=1209:BEEE', { kind: 'uhid', id: { vendor: 0x1209, product: 0xbeee } }],
    ['usbip', { kind: 'usbip', host: '127.0.0.1', port: 3240, id: undefined }],
    ['usbip:10.0.0.1:3241?id=1209:0002', { host: '10.0.0.1', port: 3241, id: { vendor: 0x1209, product: 2 } }],
  ])('reads %s', (text, expected) => {
    expect(parsePlace(text)).toMatchObject({ text, ...expected });
  });

  it.each([
    '',
    'udp',
    'udp:',
    'tcp',
    'udp:0',
    'udp:8111?wait',
    'vpcd:',
    'vpcd?nfc',
    'uhid:1',
    'uhid?id=1209',
    'usbip?id=xxxx:0001',
    'usb',
    'http:80',
  ])('refuses %j', (text) => {
    expect(() => parsePlace(text)).toThrow(UsageError);
  });
});
