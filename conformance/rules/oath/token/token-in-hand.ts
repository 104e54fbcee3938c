import fc from 'fast-check';
import { hotp } from '../../../../src/oath/hotp.ts';
import { stepAt } from '../../../../src/oath/totp.ts';
import type {
  OathTokenPort,
  Shown,
  TokenContext,
  TokenFacts,
  TokenOrder,
  TokenSheet,
} from '../../../vocabulary/oath-token.ts';
import { expectThat, Violation } from '../../../vocabulary/violation.ts';

/** The rule is one of tokens that follow the time, have a clock that can be set and take a secret. */
export function tellsTime({ sheet, powers }: TokenFacts): true | string {
  if (sheet.kind !== 'totp') return 'it has no clock';
  if (!powers.setsClock) return 'its clock cannot be set';
  return powers.secretBytes !== undefined || 'it cannot be given a secret';
}

/** The rule is one of tokens that count presses and take a secret. */
export function countsPresses({ sheet, powers }: TokenFacts): true | string {
  if (sheet.kind !== 'hotp') return 'it counts no presses';
  return powers.secretBytes !== undefined || 'it cannot be given a secret';
}

/** Either kind: what is asked of both. */
export function makesCodes(facts: TokenFacts): true | string {
  return facts.sheet.kind === 'totp' ? tellsTime(facts) : countsPresses(facts);
}

/** A token as new; one that follows the time has its clock set right. `atSeconds` is whole. */
export async function tokenInHand({ model, sheet }: TokenContext, order: TokenOrder): Promise<OathTokenPort> {
  const token = await model.issue(order);
  if (sheet.kind === 'totp') await token.setClock(order.atSeconds, order.atSeconds);
  return token;
}

/** The code that shows; accuses where none does. */
export function codeOf(shown: Shown): string {
  if (shown.kind === 'code') return shown.code;
  throw new Violation('a code', shown.kind === 'off' ? 'a dark display' : `nothing: ${shown.because}`);
}

/** Accuses unless this code shows. */
export function expectCode(shown: Shown, expected: string, of: string): void {
  const code = codeOf(shown);
  expectThat(code === expected, `${expected}, the code of ${of}`, code);
}

/** The code of a step or counter, as our own library makes it. */
export function codeOfStep({ hash, digits }: TokenSheet, secret: Uint8Array, step: number): string {
  return hotp(secret, step, { hash, digits });
}

/** The code of a time. */
export function codeOfTime(
  sheet: TokenSheet,
  secret: Uint8Array,
  seconds: number,
  t0Seconds = sheet.t0Seconds,
): string {
  return codeOfStep(sheet, secret, stepAt(seconds, { periodSeconds: sheet.periodSeconds, t0Seconds }));
}

/** When a step begins. */
export function startOf({ periodSeconds, t0Seconds }: TokenSheet, step: number): number {
  return t0Seconds + step * periodSeconds;
}

/** How far a rule goes into the future: 2^33 seconds, or a day before the clock of a token ends. */
export function lastSecond({ clockEndsSeconds }: TokenSheet): number {
  return Math.min(2 ** 33, clockEndsSeconds - 86_400);
}

/** Steps of a token, from the third to the last. */
export function steps(sheet: TokenSheet): fc.Arbitrary<number> {
  const last = Math.floor((lastSecond(sheet) - sheet.t0Seconds) / sheet.periodSeconds);
  return fc.integer({ min: 3, max: last });
}

/** Times of a token, whole Unix seconds of this century and what follows. */
export function times(sheet: TokenSheet): fc.Arbitrary<number> {
  return fc.integer({ min: sheet.t0Seconds + 1_000_000_000, max: lastSecond(sheet) });
}

/** Secrets that a token takes, as long as they commonly are. */
export function secrets({ powers }: TokenFacts): fc.Arbitrary<Uint8Array> {
  const { least, most } = powers.secretBytes!;
  return fc.uint8Array({
    minLength: Math.max(least, Math.min(16, most)),
    maxLength: Math.max(least, Math.min(64, most)),
  });
}
