import fc from 'fast-check';
import { type HotpKey, hotpKey, codeOf as written } from '../../../../src/oath/hotp.ts';
import { stepAt } from '../../../../src/oath/totp.ts';
import type { ClaimedWindow, CodeVerdict, Enrolment, OtpContext, OtpFacts } from '../../../vocabulary/oath-verifier.ts';
import { expectThat, NotApplicable } from '../../../vocabulary/violation.ts';

/** A token that a verifier knows. */
export interface KnownToken extends Enrolment {
  readonly handle: string;
  readonly key: HotpKey;
}

/** The rule is one of verifiers that take tokens which follow the time. */
export function takesTotp({ kinds }: OtpFacts): true | string {
  return kinds.includes('totp') || 'it takes no tokens that follow the time';
}

/** The rule is one of verifiers that take tokens which count. */
export function takesHotp({ kinds }: OtpFacts): true | string {
  return kinds.includes('hotp') || 'it takes no tokens that count';
}

/** Makes a token known: six digits of SHA-1 every 30 seconds but for what is given. */
export async function enrolled(
  { verifier }: OtpContext,
  secret: Uint8Array,
  given: Partial<Enrolment> = {},
): Promise<KnownToken> {
  const token: Enrolment = {
    kind: 'totp',
    hash: 'SHA1',
    digits: 6,
    periodSeconds: 30,
    t0Seconds: 0,
    counter: 0,
    ...given,
    secret,
  };
  return { ...token, handle: await verifier.enroll(token), key: hotpKey(secret, token.hash) };
}

/** The code of a step or counter. */
export function codeOf({ key, digits }: Pick<KnownToken, 'key' | 'digits'>, step: number): string {
  return written(key.truncated(step), digits);
}

/** The step of a time. */
export function stepOf(token: KnownToken, atSeconds: number): number {
  return stepAt(atSeconds, token);
}

/** The first code of a token: it activates it where that is done, else it is a sign-in. */
export function firstCode(
  { verifier, facts }: OtpContext,
  { handle }: KnownToken,
  code: string,
  atSeconds: number,
): Promise<CodeVerdict> {
  return facts.activates ? verifier.activate(handle, code, atSeconds) : verifier.verify(handle, code, atSeconds);
}

/** A token that was activated by its current code, or used once where no activation is. An input does not apply where that is refused. */
export async function activated(context: OtpContext, token: KnownToken, atSeconds: number): Promise<void> {
  const code = codeOf(token, token.kind === 'totp' ? stepOf(token, atSeconds) : token.counter);
  const verdict = await firstCode(context, token, code, atSeconds);
  if (verdict.kind === 'refused') throw new NotApplicable(`the current code is refused: ${verdict.because}`);
}

/** An input does not apply where a sound code, that another rule is about, is refused. */
export async function mustAccept(verdict: Promise<CodeVerdict>, what: string): Promise<void> {
  const { kind, ...more } = await verdict;
  if (kind === 'refused') throw new NotApplicable(`${what} is refused${'because' in more ? `: ${more.because}` : ''}`);
}

/** Accuses unless accepted. */
export function expectAccepted(verdict: CodeVerdict, what: string): void {
  expectThat(verdict.kind === 'accepted', `${what} is accepted`, () =>
    verdict.kind === 'refused' ? `it is refused: ${verdict.because}` : '',
  );
}

/** Accuses unless refused. */
export function expectRefused(verdict: CodeVerdict, what: string): void {
  expectThat(verdict.kind === 'refused', `${what} is refused`, 'it is accepted');
}

/** A window in steps of a token's period. */
export function stepsOf(
  window: ClaimedWindow,
  periodSeconds: number,
): { readonly back: number; readonly forward: number } {
  if (window.unit === 'steps') return window;
  const forward = Math.floor(window.forward / periodSeconds);
  return { back: Math.floor(window.back / periodSeconds), forward: window.halfOpen === true ? forward - 1 : forward };
}

/** How far back and forward a verifier looks at sign-in, claimed or tried; nothing where neither. */
export function signInSteps(
  { window, tried }: OtpFacts,
  periodSeconds: number,
): { back: number; forward: number } | undefined {
  if (window !== undefined) return stepsOf(window, periodSeconds);
  return periodSeconds === 30 ? tried : undefined;
}

/** Whether no other step around `centre` has the code of `step`: then a verdict on it is one on this step. */
export function isDistinct(token: KnownToken, step: number, centre: number, reach: number): boolean {
  const wanted = token.key.truncated(step) % 10 ** token.digits;
  for (let other = Math.max(0, centre - reach); other <= centre + reach; other += 1) {
    if (other !== step && token.key.truncated(other) % 10 ** token.digits === wanted) return false;
  }
  return true;
}

/** The farthest that any code counts at a verifier, in steps: windows and resync. */
export function farthest({ window, activation, resync, tried }: OtpFacts, periodSeconds: number): number {
  const reaches = [window, activation]
    .filter((one) => one !== undefined)
    .map((one) => stepsOf(one, periodSeconds))
    .flatMap(({ back, forward }) => [back, forward]);
  return Math.max(3000, resync?.steps ?? 0, tried?.back ?? 0, tried?.forward ?? 0, ...reaches);
}

/** Times at which codes are verified: whole Unix seconds from 2017 to 2065. */
export const moments: fc.Arbitrary<number> = fc.integer({ min: 1_500_000_000, max: 3_000_000_000 });

/** Secrets of 20 bytes. */
export const secrets: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 20, maxLength: 20 });

/** A secret of a number: for rules that try a list of cases. */
export function secretOf(seed: number): Uint8Array {
  return Uint8Array.from(
    { length: 20 },
    (_, at) => ((Math.imul(seed + 1, 2_654_435_761) >>> (at % 24)) ^ (at * 29)) & 0xff,
  );
}
