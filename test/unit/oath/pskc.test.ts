import { createCipheriv, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../../src/bytes/base64.ts';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { fromHex } from '../../../src/bytes/hex.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { describeFailure } from '../../../src/oath/import-failure.ts';
import { encipher } from '../../../src/oath/pskc-cipher.ts';
import { readPskc } from '../../../src/oath/pskc-reader.ts';
import { pskcUser, userOfPskc } from '../../../src/oath/pskc-user.ts';
import { type PskcEncryption, writePskc } from '../../../src/oath/pskc-writer.ts';
import type { TokenRecord } from '../../../src/oath/token-record.ts';
import { anyToken } from './token-arbitraries.ts';

const seed = 42;
const xenc = 'http://www.w3.org/2001/04/xmlenc#';
const secret = utf8('12345678901234567890');
const totpToken: TokenRecord = {
  type: 'totp',
  serial: '1',
  secret,
  hash: 'SHA256',
  digits: 8,
  periodSeconds: 60,
  timeDriftSteps: -4,
  manufacturer: 'A & B',
  upn: 'a,b=c@example.org',
};
const hotpToken: TokenRecord = { type: 'hotp', serial: '2', secret, hash: 'SHA1', digits: 6, counter: 2 ** 40 };

/** A container with one TOTP key, as written here and there. */
function container(parts: {
  head?: string;
  secret?: string;
  data?: string;
  algorithm?: string;
  parameters?: string;
}): string {
  const { head = '', data = '', parameters = '<ResponseFormat Length="6" Encoding="DECIMAL"/>' } = parts;
  const algorithm = parts.algorithm ?? 'urn:ietf:params:xml:ns:keyprov:pskc:totp';
  const value = parts.secret ?? `<PlainValue>${toBase64(secret)}</PlainValue>`;
  return `<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc" xmlns:xenc="${xenc}">${head}<KeyPackage><DeviceInfo><SerialNo>77</SerialNo></DeviceInfo>
<Key Algorithm="${algorithm}"><AlgorithmParameters>${parameters}</AlgorithmParameters><Data><Secret>${value}</Secret>${data}</Data></Key></KeyPackage></KeyContainer>`;
}

function encryptedValue(cipher: string, bytes: Uint8Array): string {
  return `<EncryptedValue><xenc:EncryptionMethod Algorithm="${xenc}${cipher}"/><xenc:CipherData><xenc:CipherValue>${toBase64(bytes)}</xenc:CipherValue></xenc:CipherData></EncryptedValue>`;
}

const said = (text: string, secrets = {}) => readPskc(text, secrets).failures.map(describeFailure);

describe('readPskc', () => {
  it('reads any tokens that were written plain', () => {
    fc.assert(
      fc.property(fc.array(anyToken, { maxLength: 6 }), (tokens) => {
        const { tokens: read, failures } = readPskc(writePskc(tokens));
        expect(failures).toEqual([]);
        // a key without a serial number is given its place for an Id, which is read as one
        expect(read).toEqual(tokens.map((token, index) => ({ serial: `${index + 1}`, ...token })));
      }),
      { seed },
    );
  });

  it('reads any tokens that were closed by a key of any length or a password, with the right one only', () => {
    const ways = fc.oneof(
      fc
        .constantFrom(16, 24, 32)
        .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }).map((key) => ({ key }))),
      fc.string({ minLength: 1, maxLength: 12 }).map((password) => ({ password, iterations: 1000 })),
    );
    fc.assert(
      fc.property(
        fc.array(anyToken, { minLength: 1, maxLength: 3 }),
        ways,
        fc.constantFrom('SHA1', 'SHA256'),
        (tokens, way, hash) => {
          const encryption: PskcEncryption = { ...way, hash: hash as 'SHA1' | 'SHA256', random: seededRandom('pskc') };
          const text = writePskc(tokens, encryption);
          for (const token of tokens) expect(text).not.toContain(toBase64(token.secret));
          const read = readPskc(text, way);
          expect(read.failures).toEqual([]);
          expect(read.tokens.map((token) => token.secret)).toEqual(tokens.map((token) => token.secret));
          const wrong = 'key' in way ? { key: way.key.map((byte) => byte ^ 1) } : { password: `${way.password}x` };
          const refused = readPskc(text, wrong);
          expect(refused.tokens).toEqual([]);
          expect(refused.failures).toHaveLength(tokens.length);
          for (const { code } of refused.failures) expect(['key-wrong', 'mac-broken']).toContain(code);
          expect(readPskc(text).failures.map(({ code }) => code)).toEqual(tokens.map(() => 'key-missing'));
        },
      ),
      { seed, numRuns: 60 },
    );
  });

  it('notices any change of an encrypted value by its MAC, before it is deciphered, and keeps the other tokens', () => {
    const key = new Uint8Array(16).fill(7);
    const text = writePskc([totpToken, hotpToken], { key, random: seededRandom('mac') });
    const values = [...text.matchAll(/<xenc:CipherValue>([^<]+)</g)];
    const original = values[2]![1]!;
    fc.assert(
      fc.property(fc.nat({ max: Buffer.from(original, 'base64').length * 8 - 1 }), (bit) => {
        const bytes = Buffer.from(original, 'base64');
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const { tokens, failures } = readPskc(text.replace(original, bytes.toString('base64')), { key });
        expect(tokens).toEqual([totpToken]);
        expect(failures).toMatchObject([{ code: 'mac-broken', index: 1, serial: '2', field: 'Secret' }]);
      }),
      { seed },
    );
  });

  it('wants a MAC beside each value where the container has a method', () => {
    const key = new Uint8Array(32).fill(7);
    const text = writePskc([totpToken], { key, random: seededRandom('mac') }).replace(
      /<ValueMAC>[^<]*<\/ValueMAC>/,
      '',
    );
    expect(readPskc(text, { key }).failures).toMatchObject([{ code: 'mac-missing' }]);
  });

  it('unwraps keys by RFC 3394, and knows a wrong one', () => {
    for (const [length, name] of [
      [16, 'kw-aes128'],
      [24, 'kw-aes192'],
      [32, 'kw-aes256'],
    ] as const) {
      const key = new Uint8Array(length).map((_zero, index) => index);
      const cipher = createCipheriv(`id-aes${length * 8}-wrap`, key, new Uint8Array(8).fill(0xa6));
      const inner = utf8('1234567890123456');
      const text = container({ secret: encryptedValue(name, Buffer.concat([cipher.update(inner), cipher.final()])) });
      expect(readPskc(text, { key }).tokens[0]?.secret).toEqual(inner);
      expect(readPskc(text, { key: key.map((byte) => byte ^ 1) }).failures).toMatchObject([{ code: 'key-wrong' }]);
    }
    // RFC 3394 section 4.1
    const rfc = container({
      secret: encryptedValue('kw-aes128', fromHex('1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5')),
    });
    const key = fromHex('000102030405060708090a0b0c0d0e0f');
    expect(readPskc(rfc, { key }).tokens[0]?.secret).toEqual(fromHex('00112233445566778899aabbccddeeff'));
  });

  it('reads an encrypted counter and drift as 4 or 8 bytes, and says when a MAC is missing altogether', () => {
    const key = new Uint8Array(16).fill(9);
    const closed = (hex: string): string =>
      encryptedValue('aes128-cbc', encipher(key, new Uint8Array(16), fromHex(hex)));
    const text = container({
      secret: closed('0102030405060708090a'),
      data: `<TimeInterval>${closed('0000003c')}</TimeInterval><TimeDrift>${closed('fffffffffffffffd')}</TimeDrift>`,
    });
    const { tokens, remarks } = readPskc(text, { key });
    expect(tokens).toMatchObject([{ periodSeconds: 60, timeDriftSteps: -3, secret: fromHex('0102030405060708090a') }]);
    expect(remarks.join()).toContain('without a MAC');
  });

  it.each([
    [
      'another algorithm',
      { algorithm: 'urn:ietf:params:xml:ns:keyprov:pskc:pin' },
      'KeyPackage 1, line 2 (Algorithm): expected the algorithm of HOTP or TOTP, received "urn:ietf:params:xml:ns:keyprov:pskc:pin"',
    ],
    [
      'another encoding of codes',
      { parameters: '<ResponseFormat Length="6" Encoding="HEXADECIMAL"/>' },
      'KeyPackage 1, line 2 (ResponseFormat): expected DECIMAL, received "HEXADECIMAL"',
    ],
    [
      'five digits',
      { parameters: '<ResponseFormat Length="5" Encoding="DECIMAL"/>' },
      'KeyPackage 1, line 2 (ResponseFormat): expected a length of 6 to 10, received "5"',
    ],
    [
      'another hash',
      { parameters: '<Suite>HMAC-MD5</Suite>' },
      'KeyPackage 1, line 2 (Suite): expected HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512, received "HMAC-MD5"',
    ],
    [
      'a secret that is no base64',
      { secret: '<PlainValue>SECRET!SECRET</PlainValue>' },
      'KeyPackage 1, line 2 (Secret): expected base64, received another text',
    ],
    [
      'no secret',
      { secret: '' },
      'KeyPackage 1, line 2 (Secret): expected a PlainValue or an EncryptedValue, received neither',
    ],
    [
      'an empty secret',
      { secret: '<PlainValue/>' },
      'KeyPackage 1, line 2 (Secret): expected at least one byte, received none',
    ],
    [
      'an interval of 0',
      { data: '<TimeInterval><PlainValue>0</PlainValue></TimeInterval>' },
      'KeyPackage 1, line 2 (TimeInterval): expected 1 to 86400, received "0"',
    ],
    [
      'two counters',
      { data: '<TimeDrift/><TimeDrift/>' },
      'KeyPackage 1, line 2 (TimeDrift): expected one, received two',
    ],
    [
      'a value whose key was not given',
      { secret: encryptedValue('tripledes-cbc', new Uint8Array(32)) },
      'KeyPackage 1, line 1 (EncryptionKey): expected the pre-shared key, received none',
    ],
  ])('names %s', (_what, parts, message) => {
    expect(said(container(parts))).toEqual([message]);
    expect(readPskc(container(parts)).failures[0]).toMatchObject({ serial: '77', index: 0 });
  });

  it('names a cipher that it does not know, a key of another length, and a key for a certificate', () => {
    const des = container({ secret: encryptedValue('tripledes-cbc', new Uint8Array(32)) });
    expect(readPskc(des, { key: new Uint8Array(16) }).failures).toMatchObject([{ code: 'cipher-unsupported' }]);
    const aes = container({ secret: encryptedValue('aes256-cbc', new Uint8Array(32)) });
    expect(said(aes, { key: new Uint8Array(16) })[0]).toContain('expected a key of 32 bytes, received one of 16');
    const wrapped = container({
      head: `<EncryptionKey><xenc:EncryptedKey/></EncryptionKey>`,
      secret: encryptedValue('aes256-cbc', new Uint8Array(32)),
    });
    expect(readPskc(wrapped, { password: 'x' }).failures).toMatchObject([{ code: 'cipher-unsupported' }]);
  });

  it('reads the negative drift that libpskc writes without its sign', () => {
    const text = container({ data: '<TimeDrift><PlainValue>4294967290</PlainValue></TimeDrift>' });
    expect(readPskc(text).tokens).toMatchObject([{ timeDriftSteps: -6 }]);
    expect(readPskc(text).remarks.join()).toContain('libpskc');
  });

  it('derives the key of a password though another key lies beside it, and takes the derived key itself', () => {
    const text = writePskc([totpToken], { password: 'x', iterations: 1000, random: seededRandom('x') });
    expect(readPskc(text, { password: 'x', key: new Uint8Array(16) }).tokens).toEqual([totpToken]);
    const salt = Buffer.from(/<Specified>([^<]+)</.exec(text)![1]!, 'base64');
    expect(readPskc(text, { key: pbkdf2Sync('x', salt, 1000, 16, 'sha1') }).tokens).toEqual([totpToken]);
  });

  it('refuses to derive a key for ever', () => {
    const text = writePskc([totpToken], { password: 'x', iterations: 1000, random: seededRandom('x') });
    const slow = text.replace('<IterationCount>1000<', '<IterationCount>4000000000<');
    expect(said(slow, { password: 'x' })[0]).toContain(
      '(IterationCount): expected 1 to 20000000, received "4000000000"',
    );
  });

  it('refuses other documents, and names a draft of the format', () => {
    expect(() => readPskc('<a/>')).toThrow(
      'pskc: expected a KeyContainer of urn:ietf:params:xml:ns:keyprov:pskc, received the element a',
    );
    expect(() => readPskc('<KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:pskc:1.0"/>')).toThrow(
      'received that of "urn:ietf:params:xml:ns:keyprov:pskc:1.0"',
    );
    expect(() => readPskc('<KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:pskc" Version="2.0"/>')).toThrow(
      'pskc.Version',
    );
    expect(() => readPskc('<a>\n<b></a>')).toThrow('pskc, line 2, column 4: expected </b>');
  });

  it('ends any spoiled container in tokens and failures or a DecodeError, and shows no secret', () => {
    const key = new Uint8Array(16).fill(3);
    const texts = [writePskc([totpToken, hotpToken]), writePskc([totpToken], { key, random: seededRandom('f') })];
    const spoil = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.nat({ max: 2000 }),
      drop: fc.nat({ max: 30 }),
      insert: fc.constantFrom('', '<', '</Key>', '"', '&', 'A', '<PlainValue>', '=', '<Data/>', '9'),
    });
    fc.assert(
      fc.property(spoil, ({ text, at, drop, insert }) => {
        const spoiled = text.slice(0, at) + insert + text.slice(at + drop);
        try {
          const { failures } = readPskc(spoiled, { key });
          expect(JSON.stringify(failures)).not.toContain('MTIzNDU2');
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
          expect((error as DecodeError).message).not.toContain('MTIzNDU2');
        }
      }),
      { seed, numRuns: 2000 },
    );
  });
});

describe('writePskc', () => {
  it('derives keys by at least 100,000 iterations unless told otherwise', () => {
    const text = writePskc([hotpToken], { password: 'x', random: seededRandom('x') });
    expect(Number(/<IterationCount>(\d+)</.exec(text)![1])).toBeGreaterThanOrEqual(100_000);
    expect(readPskc(text, { password: 'x' }).tokens).toEqual([hotpToken]);
  });

  it('uses another IV for each value', () => {
    const text = writePskc([hotpToken, { ...hotpToken, serial: '3' }], {
      key: new Uint8Array(16),
      random: seededRandom('iv'),
    });
    const ivs = [...text.matchAll(/<xenc:CipherValue>([^<]{22})/g)].map(([, iv]) => iv);
    expect(new Set(ivs).size).toBe(3);
  });

  it('refuses keys of other lengths, empty passwords and few iterations', () => {
    const random = seededRandom('x');
    expect(() => writePskc([], { key: new Uint8Array(15), random })).toThrow(
      'key: expected 16, 24 or 32 bytes, received 15',
    );
    expect(() => writePskc([], { password: '', random })).toThrow('password: expected one');
    expect(() => writePskc([], { password: 'x', iterations: 999, random })).toThrow(
      'iterations: expected at least 1000',
    );
  });
});

describe('pskcUser', () => {
  it('gives back any owner that was written as a distinguished name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }), (upn) => {
        expect(pskcUser(userOfPskc(upn))).toBe(upn);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('keeps a name of several parts as it is', () => {
    expect(pskcUser('UID=jsmith,DC=example-bank,DC=net')).toBe('UID=jsmith,DC=example-bank,DC=net');
    expect(pskcUser('CN=Ann')).toBe('Ann');
  });
});
