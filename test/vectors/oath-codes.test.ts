import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../src/bytes/bytes.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { hotp, hotpKey } from '../../src/oath/hotp.ts';
import { oathHash } from '../../src/oath/oath-hash.ts';
import { ocra } from '../../src/oath/ocra.ts';
import { stepAt, totp } from '../../src/oath/totp.ts';

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/vectors/${name}`, import.meta.url), 'utf8'));
}

interface HotpFile {
  readonly secretHex: string;
  readonly digits: number;
  readonly vectors: readonly { readonly counter: number; readonly truncatedDecimal: number; readonly hotp: string }[];
}

interface TotpVector {
  readonly time: number;
  readonly step?: number;
  readonly period?: number;
  readonly algorithm: string;
  readonly secretHex: string;
  readonly digits: number;
  readonly totp: string;
}

interface OcraVector {
  readonly group: string;
  readonly suite: string;
  readonly keyHex: string;
  readonly response: string;
  readonly question: string;
  readonly counter?: number;
  readonly timeSteps?: number;
  readonly pinHashHex?: string;
}

interface ExtraFile {
  readonly totp: readonly TotpVector[];
  readonly hotpLargeCounters: readonly {
    readonly counter: string;
    readonly digits: number;
    readonly hotp: string;
  }[];
}

describe('RFC 4226 Appendix D', () => {
  const file = read<HotpFile>('rfc4226-hotp.json');
  for (const vector of file.vectors) {
    it(`gives ${vector.hotp} for counter ${vector.counter}`, () => {
      const secret = fromHex(file.secretHex);
      expect(hotpKey(secret).truncated(vector.counter)).toBe(vector.truncatedDecimal);
      expect(hotp(secret, vector.counter, { digits: file.digits })).toBe(vector.hotp);
    });
  }
});

describe('RFC 6238 Appendix B', () => {
  for (const vector of read<{ vectors: readonly TotpVector[] }>('rfc6238-totp.json').vectors) {
    it(`gives ${vector.totp} at ${vector.time} under ${vector.algorithm}`, () => {
      const { time, digits, algorithm, secretHex } = vector;
      expect(totp(fromHex(secretHex), time, { digits, hash: oathHash(algorithm) })).toBe(vector.totp);
      expect(stepAt(time)).toBe(vector.step);
    });
  }
});

describe('RFC 6287 Appendix C', () => {
  const { vectors } = read<{ vectors: readonly OcraVector[] }>('rfc6287-ocra.json');
  it('has 70 vectors', () => {
    expect(vectors).toHaveLength(70);
  });

  for (const [index, vector] of vectors.entries()) {
    it(`${index}: gives ${vector.response} for ${vector.question} under ${vector.suite}`, () => {
      const { suite, keyHex, question, counter, timeSteps, pinHashHex, response } = vector;
      const stepSeconds = 60;
      const given = ocra(fromHex(keyHex), suite, {
        question,
        ...(counter === undefined ? {} : { counter }),
        ...(timeSteps === undefined ? {} : { seconds: timeSteps * stepSeconds }),
        ...(pinHashHex === undefined ? {} : { pinHash: fromHex(pinHashHex) }),
      });
      expect(given).toBe(response);
    });
  }
});

describe('vectors on which Python and oathtool agree', () => {
  const file = read<ExtraFile>('oath-extra.json');
  for (const vector of file.totp) {
    const { time, period, digits, algorithm, secretHex } = vector;
    it(`gives ${vector.totp} at ${time}, ${period} s, under ${algorithm}`, () => {
      const format = { digits, hash: oathHash(algorithm), ...(period === undefined ? {} : { periodSeconds: period }) };
      expect(totp(fromHex(secretHex), time, format)).toBe(vector.totp);
    });
  }
  for (const vector of file.hotpLargeCounters) {
    it(`gives ${vector.hotp} for counter ${vector.counter}`, () => {
      const { counter, digits } = vector;
      expect(hotp(utf8('12345678901234567890'), BigInt(counter), { digits })).toBe(vector.hotp);
    });
  }
});
