import { describe, expect, it } from 'vitest';
import { shortFrame, shortFrames } from '../../../../conformance/report/short-frame.ts';

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

describe('a frame in short', () => {
  it('cuts long base64url and tells its length', () => {
    const id = base64url(new Uint8Array(32).fill(7));
    expect(shortFrame(`POST /attestation/result {"id":"${id}"}`)).toBe(
      `POST /attestation/result {"id":"${id.slice(0, 12)}…" (32 bytes)}`,
    );
  });

  it('shows what client data says', () => {
    const said = '{"type":"webauthn.get","challenge":"AAAA","origin":"https://rp.example"}';
    expect(shortFrame(`{"clientDataJSON":"${base64url(said)}"}`)).toBe(`{"clientDataJSON":<${said}>}`);
  });

  it('cuts client data that is no text', () => {
    expect(shortFrame(`{"clientDataJSON":"${base64url(new Uint8Array(40).fill(0xff))}"}`)).toContain('(40 bytes)');
    expect(shortFrame(`{"clientDataJSON":"${base64url(`{"type":"${'\u001b'.repeat(30)}"}`)}"}`)).toContain('bytes)');
  });

  it('names flags and counter of authenticator data', () => {
    const bytes = new Uint8Array(37);
    bytes[32] = 0b101;
    bytes[36] = 9;
    expect(shortFrame(`{"authenticatorData":"${base64url(bytes)}"}`)).toBe(
      '{"authenticatorData":<rpIdHash 00000000…, flags UP UV, signCount 9, 37 bytes>}',
    );
  });

  it('leaves names, short texts and frames that are no JSON alone', () => {
    const frames = [
      '{"username":"touchstone-0123456789abcdef"}',
      '{"challenge":"AAAA"}',
      '> 00000000 86 0008 0102030405060708090a0b0c0d0e0f',
      'no answer: nobody listens there',
    ];
    expect(frames.map(shortFrame)).toEqual(frames);
  });
});

describe('frames in short', () => {
  it('are those of the last ceremony at a server, and tell how many came before', () => {
    const earlier = ['POST /attestation/options {}', '200 {}', 'POST /attestation/result {}', '200 {"status":"ok"}'];
    const last = ['POST /assertion/options {}', '200 {}', 'POST /assertion/result {}', '200 {"status":"ok"}'];
    expect(shortFrames([...earlier, ...last])).toEqual([
      '… 4 more before these, whole in the JSON and HTML reports',
      ...last,
    ]);
    expect(shortFrames(last)).toEqual(last);
  });

  it('are all of a key', () => {
    const frames = Array.from({ length: 9 }, (_, at) => `> ${at}`);
    expect(shortFrames(frames)).toEqual(frames);
  });
});
