import fc from 'fast-check';
import { oathHashes } from '../../../src/oath/oath-hash.ts';
import type { HotpRecord, TokenRecord, TotpRecord } from '../../../src/oath/token-record.ts';

/** A text of one line with no space at its ends, as the formats keep it. */
const words = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .map((text) => text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/gu, 'x').trim())
  .filter((text) => text !== '');
const names = fc.stringMatching(/^[a-z][a-z0-9.]{0,10}$/);
const upns = fc.tuple(names, names).map(([name, domain]) => `${name}@${domain}`);
const secrets = fc.uint8Array({ minLength: 10, maxLength: 64 });

const facts = {
  serial: fc.stringMatching(/^[0-9A-Z]{4,12}$/),
  secret: secrets,
  hash: fc.constantFrom(...oathHashes),
  digits: fc.integer({ min: 6, max: 10 }),
  manufacturer: words,
  model: words,
  issuer: words,
  upn: fc.oneof(upns, words),
  label: words,
};
const factNames = ['secret', 'hash', 'digits'] as const;

/** Any token. */
export const anyToken: fc.Arbitrary<TokenRecord> = fc.oneof(
  fc.record(
    {
      type: fc.constant('totp' as const),
      periodSeconds: fc.integer({ min: 1, max: 86_400 }),
      timeDriftSteps: fc.integer({ min: -5000, max: 5000 }),
      ...facts,
    },
    { requiredKeys: ['type', 'periodSeconds', ...factNames] },
  ) as fc.Arbitrary<TotpRecord>,
  fc.record(
    { type: fc.constant('hotp' as const), counter: fc.nat({ max: Number.MAX_SAFE_INTEGER }), ...facts },
    { requiredKeys: ['type', 'counter', ...factNames] },
  ) as fc.Arbitrary<HotpRecord>,
);

/** Tokens that Entra takes, by CSV too: no hash but SHA-1, each with all the file asks for and a serial number of its own. */
export const entraTokens: fc.Arbitrary<TotpRecord[]> = fc.uniqueArray(
  fc.record({
    type: fc.constant('totp' as const),
    periodSeconds: fc.constantFrom(30, 60),
    serial: facts.serial,
    secret: secrets,
    hash: fc.constant('SHA1' as const),
    digits: fc.constant(6),
    manufacturer: words,
    model: words,
    upn: upns,
  }),
  { selector: ({ serial }) => serial, minLength: 1, maxLength: 12 },
);
