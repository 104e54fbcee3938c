import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../cli/exit-code.ts';
import { parseTarget, targetGrammar } from '../../../../cli/targets/parse-target.ts';

describe('parseTarget', () => {
  it('reads a server: its base without a slash at the end, and what its owner says of it', () => {
    expect(parseTarget('http://localhost:3000/base/?trust=ours&origin=https%3A%2F%2Fshop.example')).toEqual({
      kind: 'http',
      uri: 'http://localhost:3000/base/?trust=ours&origin=https%3A%2F%2Fshop.example',
      base: 'http://localhost:3000/base',
      origin: 'https://shop.example',
      trust: 'ours',
      revocation: undefined,
      framed: false,
    });
    expect(parseTarget('https://rp.example?as=rp&origin=https://rp.example')).toMatchObject({
      base: 'https://rp.example',
      origin: 'https://rp.example',
    });
  });

  it('reads our own verifier', () => {
    expect(parseTarget('sim:verifier?profile=lenient&fault=a&fault=b')).toEqual({
      kind: 'sim-verifier',
      uri: 'sim:verifier?profile=lenient&fault=a&fault=b',
      profile: 'lenient',
      faults: ['a', 'b'],
    });
  });

  it.each([
    'http://',
    'http://a:b@c',
    'http://x#y',
    'http://x?trust=theirs',
    'http://x?origin=shop',
    'http://x?origin=https://x/path',
    'http://x?as=idp',
    'sim:verifier?seed=1',
  ])('refuses %j with the grammar', (text) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ hint: targetGrammar }));
  });

  it('reads the simulated key with its options', () => {
    expect(parseTarget('sim:fido2?profile=uv&fault=fido2.a&fault=fido2.b&seed=-7')).toEqual({
      kind: 'sim-fido2',
      uri: 'sim:fido2?profile=uv&fault=fido2.a&fault=fido2.b&seed=-7',
      profile: 'uv',
      faults: ['fido2.a', 'fido2.b'],
      seed: -7,
    });
    expect(parseTarget('sim:fido2')).toMatchObject({ profile: undefined, faults: [], seed: undefined });
  });

  it('reads a key on UDP, IPv6 in brackets', () => {
    expect(parseTarget('udp:localhost:8111?local=7112')).toMatchObject({ host: 'localhost', port: 8111, local: 7112 });
    expect(parseTarget('udp:[::1]:8111')).toMatchObject({ host: '::1', port: 8111, local: undefined });
  });

  it.each([
    'sim:fido2?seed=x',
    'sim:fido2?seed=1&seed=2',
    'sim:fido2?profile=',
    'sim:fido2?profile=%zz',
    'sim:fido2/x',
    'udp:8111',
    'udp:localhost:0',
    'udp:localhost:65536',
    'udp:localhost:8111?local=x',
    'udp:::1:8111',
    '',
    ':',
  ])('shows the grammar for %j', (text) => {
    expect(() => parseTarget(text)).toThrow(UsageError);
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ hint: expect.stringContaining('sim:fido2[') }));
  });

  it.each(['http://x?as=entra'])('says that %j is of a later version, without the grammar', (text) => {
    expect(() => parseTarget(text)).toThrow(
      expect.objectContaining({ hint: undefined, message: expect.stringContaining('does not drive') }),
    );
  });

  const plainToken = {
    kind: 'sim-oath',
    profile: undefined,
    faults: [],
    skewSeconds: undefined,
    driftPpm: undefined,
    seed: undefined,
  };

  it.each([
    ['sim:oath', plainToken],
    [
      'sim:oath?profile=hotp&fault=a&fault=b&skew=95s&drift-ppm=-12.5&seed=7',
      { ...plainToken, profile: 'hotp', faults: ['a', 'b'], skewSeconds: 95, driftPpm: -12.5, seed: 7 },
    ],
    ['sim:oath?skew=-2m', { ...plainToken, skewSeconds: -120 }],
    ['sim:otp-verifier', { kind: 'sim-otp-verifier', profile: undefined, faults: [] }],
    ['sim:otp-verifier?profile=entra&fault=x', { kind: 'sim-otp-verifier', profile: 'entra', faults: ['x'] }],
    ['exec:node verifier.mjs --at "a b"?', { kind: 'exec', command: 'node verifier.mjs --at "a b"?' }],
    ['http://localhost:8080/base/?as=oath', { kind: 'http-oath', base: 'http://localhost:8080/base' }],
  ])('reads %j', (uri, target) => {
    expect(parseTarget(uri)).toEqual({ uri, ...target });
  });

  it.each([
    'sim:oath?x=1',
    'sim:oath?skew=soon',
    'sim:oath?drift-ppm=1e3',
    'sim:otp-verifier?seed=1',
    'exec:',
    'exec: ',
    'http://x?as=oath&trust=ours',
    'http://x?as=key',
  ])('shows the grammar for %j', (text) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ hint: expect.stringContaining('exec:COMMAND') }));
  });

  it.each([
    ['usb:', { kind: 'usb', key: undefined }],
    ['usb:4711-A', { kind: 'usb', key: '4711-A' }],
    ['usb:/dev/hidraw3', { kind: 'usb', key: '/dev/hidraw3' }],
    ['usb:\\\\?\\HID#VID_1050', { kind: 'usb', key: '\\\\?\\HID#VID_1050' }],
    ['nfc:', { kind: 'nfc', reader: undefined }],
    ['nfc:Virtual PCD 00 01', { kind: 'nfc', reader: 'Virtual PCD 00 01' }],
    ['tcp:127.0.0.1:35962', { kind: 'tcp', host: '127.0.0.1', port: 35962 }],
    ['tcp:[::1]:35962', { kind: 'tcp', host: '::1', port: 35962 }],
    ['vpcd:35963', { kind: 'vpcd', port: 35963 }],
  ])('reads %j', (uri, target) => {
    expect(parseTarget(uri)).toEqual({ uri, ...target });
  });

  it.each(['tcp:1', 'tcp:h:1?local=2', 'vpcd:', 'vpcd:localhost:1', 'vpcd:0'])('shows the grammar for %j', (text) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ hint: expect.stringContaining('vpcd:PORT') }));
  });

  it('gives a target or a UsageError of one line for any text', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string().map((text) => `sim:fido2?${text}`),
      fc.string().map((text) => `udp:${text}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          return parseTarget(text).uri === text;
        } catch (error) {
          return error instanceof UsageError;
        }
      }),
      { seed: 1 },
    );
  });
});
