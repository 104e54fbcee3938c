import fc from 'fast-check';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import type { OathHash } from '../../../../src/oath/oath-hash.ts';
import { overCases } from '../../../vocabulary/cases.ts';
import { type TokenContext, type TokenFacts, type TokenRule, tokenRule } from '../../../vocabulary/oath-token.ts';
import { expectThat } from '../../../vocabulary/violation.ts';
import { dataSheet, hotpClause, totpClause } from '../clauses.ts';
import {
  codeOf,
  codeOfStep,
  expectCode,
  lastSecond,
  makesCodes,
  secrets,
  startOf,
  tokenInHand,
} from './token-in-hand.ts';

const seeds: Readonly<Record<OathHash, Uint8Array>> = {
  SHA1: utf8('1234567890'.repeat(2)),
  SHA256: utf8('1234567890'.repeat(4).slice(0, 32)),
  SHA512: utf8('1234567890'.repeat(7).slice(0, 64)),
};

/** RFC 4226 appendix D: the codes of counters 0 to 9, of the SHA-1 secret. */
const ofCounters = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ');

/** RFC 6238 appendix B: times, and codes of eight digits by hash. */
const ofTimes = {
  seconds: [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000],
  SHA1: '94287082 07081804 14050471 89005924 69279037 65353130'.split(' '),
  SHA256: '46119246 68084774 67062674 91819424 90698825 77737706'.split(' '),
  SHA512: '90693936 25091201 99943326 93441116 38618901 47863826'.split(' '),
} as const;

/** A published code: of a step or counter, at a second of the step. */
interface Published {
  readonly step: number;
  readonly second: number;
  readonly code: string;
}

function published({ sheet }: TokenFacts): readonly Published[] {
  if (sheet.kind === 'hotp') {
    if (sheet.hash !== 'SHA1' || sheet.digits > 6) return [];
    return ofCounters.map((code, step) => ({ step, second: 0, code }));
  }
  if (sheet.digits > 8) return [];
  return ofTimes.seconds
    .map((seconds, at) => ({
      step: Math.floor(seconds / 30),
      second: seconds % 30,
      code: ofTimes[sheet.hash][at]!.slice(8 - sheet.digits),
    }))
    .filter(({ step }) => startOf(sheet, step) < sheet.clockEndsSeconds - 86_400);
}

const vectors = tokenRule({
  id: 'oath.token.code.vectors',
  level: 'MUST',
  says: "Given a standard's secret, the token shows that standard's published codes.",
  spec: [hotpClause('appendix D'), totpClause('appendix B')],
  sanity: true,
  runs: 1,
  applies: (facts) => {
    const makes = makesCodes(facts);
    if (makes !== true) return makes;
    const { length } = seeds[facts.sheet.hash];
    const { least, most } = facts.powers.secretBytes!;
    if (length < least || length > most) return `it takes no secret of ${length} bytes`;
    return published(facts).length > 0 || 'no codes of its kind are published';
  },
  property: (context) =>
    overCases('published', published(context), async ({ step, second, code }) => {
      const { sheet, powers } = context;
      const secret = seeds[sheet.hash];
      if (sheet.kind === 'totp') {
        const at = startOf(sheet, step) + second;
        const token = await tokenInHand(context, { secret, atSeconds: at });
        expectCode(await token.press(at + 0.25), code, `time ${at}`);
        return;
      }
      const token = await tokenInHand(context, {
        secret,
        atSeconds: 1_800_000_000,
        counter: powers.choosesCounter ? step : 0,
      });
      for (let press = powers.choosesCounter ? step : 0; press < step; press += 1)
        await token.press(1_800_000_000 + press);
      expectCode(await token.press(1_800_000_100), code, `counter ${step}`);
    }),
});

/** What a token of either kind shows of a secret, and what it ought to. */
async function compared(context: TokenContext, secret: Uint8Array, step: number): Promise<void> {
  const { sheet } = context;
  const [shown, of] = await shownOf(context, secret, step);
  expectCode(shown, codeOfStep(sheet, secret, of), `${sheet.kind === 'totp' ? 'step' : 'counter'} ${of}`);
}

/** The code of a step, or of the counter that a token begins with; and which that is. */
async function shownOf(context: TokenContext, secret: Uint8Array, step: number) {
  const { sheet, powers } = context;
  if (sheet.kind === 'totp') {
    const atSeconds = startOf(sheet, step);
    const token = await tokenInHand(context, { secret, atSeconds });
    return [await token.press(atSeconds + 0.5), step] as const;
  }
  const counter = powers.choosesCounter ? step : 0;
  const token = await tokenInHand(context, { secret, atSeconds: 1_800_000_000, counter });
  return [await token.press(1_800_000_001), counter] as const;
}

function factors({ sheet, powers }: TokenFacts): fc.Arbitrary<number> {
  if (sheet.kind === 'hotp') return fc.integer({ min: 0, max: powers.choosesCounter ? 2 ** 31 : 0 });
  return fc.integer({ min: 3, max: Math.floor((lastSecond(sheet) - sheet.t0Seconds) / sheet.periodSeconds) });
}

const secretAndFactor = (facts: TokenFacts): fc.Arbitrary<{ secret: Uint8Array; step: number }> =>
  fc.record({ secret: secrets(facts), step: factors(facts) });

const truncation = tokenRule({
  id: 'oath.token.code.truncation',
  level: 'MUST',
  says: 'A code is made of the 31 bits at the place that the low four bits of the last byte of the HMAC name.',
  spec: [hotpClause('5.3')],
  runs: 60,
  applies: makesCodes,
  property: (context) =>
    fc.asyncProperty(secretAndFactor(context), ({ secret, step }) => compared(context, secret, step)),
});

const leadingZeros = tokenRule({
  id: 'oath.token.code.leading-zeros',
  level: 'MUST',
  says: 'A code keeps the zeros in front of it.',
  spec: [hotpClause('5.3')],
  applies: makesCodes,
  property: (context) =>
    fc.asyncProperty(secretAndFactor(context), async ({ secret, step }) => {
      const { sheet, powers } = context;
      const isFree = sheet.kind === 'totp' || powers.choosesCounter;
      let own = secret;
      let at = step;
      // One code in ten begins with a zero: the next such step, or a secret of which the first counter's does.
      while (!codeOfStep(sheet, own, isFree ? at : 0).startsWith('0')) {
        if (isFree) at += 1;
        else own = own.map((byte, index) => (index === 0 ? (byte + 1) & 0xff : byte));
      }
      await compared(context, own, at);
    }),
});

const digits = tokenRule({
  id: 'oath.token.code.digits',
  level: 'MUST',
  says: 'A code has the number of digits that the data sheet says, all of them made of the HMAC.',
  spec: [hotpClause('5.3'), dataSheet('digits')],
  applies: makesCodes,
  property: (context) =>
    fc.asyncProperty(secretAndFactor(context), async ({ secret, step }) => {
      const code = codeOf((await shownOf(context, secret, step))[0]);
      const { digits: wanted } = context.sheet;
      expectThat(/^\d*$/.test(code) && code.length === wanted, `${wanted} digits`, JSON.stringify(code));
      await compared(context, secret, step);
    }),
});

/** Lengths around those of HMAC outputs and blocks, where implementations cut. */
const LENGTHS = [1, 10, 16, 19, 20, 21, 32, 33, 63, 64, 65, 100, 128, 129, 200];

const secretLength = tokenRule({
  id: 'oath.token.code.secret',
  level: 'MUST',
  says: 'All bytes of a secret make the code, and no others, whatever its length is.',
  spec: [hotpClause('5.3'), totpClause('4.2'), { document: 'RFC 2104', section: '2' }],
  runs: 1,
  applies: makesCodes,
  property: (context) => {
    const { least, most } = context.powers.secretBytes!;
    const lengths = LENGTHS.filter((length) => length >= least && length <= most);
    return overCases('bytes', lengths.length > 0 ? lengths : [least], async (length) => {
      const secret = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 0xff);
      await compared(context, secret, 60_000_000);
    });
  },
});

const hash = tokenRule({
  id: 'oath.token.code.hash',
  level: 'MUST',
  says: 'Codes are made with the hash of the data sheet.',
  spec: [totpClause('1.2'), dataSheet('algorithm')],
  applies: makesCodes,
  property: (context) =>
    fc.asyncProperty(secretAndFactor(context), ({ secret, step }) => compared(context, secret, step)),
});

/** Rules of how a token computes its codes. */
export const tokenCodeRules: readonly TokenRule[] = [vectors, truncation, leadingZeros, digits, secretLength, hash];
