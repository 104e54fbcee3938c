import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../src/bytes/bytes.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { importTokens } from '../../src/oath/import-tokens.ts';

const figure = (number: number): string =>
  readFileSync(new URL(`../../fixtures/oath/rfc6030-figure${number}.xml`, import.meta.url), 'utf8');
const seed = utf8('12345678901234567890');
const key = fromHex('12345678901234567890123456789012');

describe('the figures of RFC 6030', () => {
  it('2: a plain key', () => {
    expect(importTokens(figure(2))).toEqual({
      format: 'pskc',
      tokens: [
        {
          type: 'hotp',
          serial: '12345678',
          secret: utf8('1234'),
          hash: 'SHA1',
          digits: 6,
          counter: 0,
          issuer: 'Issuer-A',
        },
      ],
      failures: [],
      remarks: [],
    });
  });

  it('3: a plain key with its device and owner', () => {
    expect(importTokens(figure(3)).tokens).toEqual([
      {
        type: 'hotp',
        serial: '987654321',
        secret: seed,
        hash: 'SHA1',
        digits: 8,
        counter: 0,
        manufacturer: 'Manufacturer',
        issuer: 'Issuer',
        upn: 'UID=jsmith,DC=example-bank,DC=net',
      },
    ]);
  });

  it('6: a pre-shared key, AES-128-CBC and HMAC-SHA1', () => {
    const { tokens, failures, remarks } = importTokens(figure(6), { key });
    expect({ failures, remarks }).toEqual({ failures: [], remarks: [] });
    expect(tokens).toMatchObject([{ serial: '987654321', secret: seed, digits: 8, counter: 0 }]);
  });

  it('7: the passphrase qwerty through PBKDF2', () => {
    const { tokens, failures } = importTokens(figure(7), { password: 'qwerty' });
    expect(failures).toEqual([]);
    expect(tokens).toMatchObject([{ serial: '987654321', secret: seed, digits: 8, manufacturer: 'TokenVendorAcme' }]);
  });

  it('10: four keys in bulk, two of one device', () => {
    const { tokens, failures, remarks } = importTokens(figure(10));
    expect(failures).toEqual([]);
    expect(tokens.map(({ serial }) => serial)).toEqual(['654321', '123456', '9999999', '9999999']);
    for (const { secret } of tokens) expect(secret).toEqual(seed);
    expect(remarks.join()).toContain('policies');
  });

  it('6 and 7: with a wrong key or password, with a changed MAC, and with none, each named', () => {
    const codes = (text: string, secrets: object): string[] =>
      importTokens(text, secrets).failures.map(({ code }) => code);
    expect(codes(figure(6), { key: key.map((byte) => byte ^ 0x10) })).toEqual(['key-wrong']);
    expect(codes(figure(7), { password: 'qwertz' })).toEqual(['key-wrong']);
    expect(codes(figure(6).replace('Su+Nvt', 'Tu+Nvt'), { key })).toEqual(['mac-broken']);
    expect(codes(figure(7).replace('LP6xMv', 'MP6xMv'), { password: 'qwerty' })).toEqual(['mac-broken']);
    expect(codes(figure(6), {})).toEqual(['key-missing']);
    expect(codes(figure(7), {})).toEqual(['key-missing']);
  });
});
