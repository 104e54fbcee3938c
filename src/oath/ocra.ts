import { concat, utf8 } from '../bytes/bytes.ts';
import { fromHex } from '../bytes/hex.ts';
import { digest } from '../crypto/hash.ts';
import { hmac } from '../crypto/hmac.ts';
import { type Counter, counterBytes, truncate } from './hotp.ts';
import { type OathHash, opensslName } from './oath-hash.ts';

/** An OCRA suite, taken apart (RFC 6287 section 6). */
export interface OcraSuite {
  readonly text: string;
  readonly hash: OathHash;
  /** 0 for no truncation (the whole HMAC in hex), or 4 to 10. */
  readonly digits: number;
  readonly counter: boolean;
  readonly question: { readonly format: 'A' | 'N' | 'H'; readonly length: number };
  readonly pin?: OathHash;
  /** Bytes of session information. */
  readonly sessionLength?: number;
  readonly stepSeconds?: number;
}

/** What a suite asks for. */
export interface OcraInput {
  readonly question: string;
  readonly counter?: Counter;
  /** The PIN itself. */
  readonly pin?: string;
  /** The PIN's hash, where that is what is known. */
  readonly pinHash?: Uint8Array;
  readonly session?: Uint8Array;
  /** Unix seconds. */
  readonly seconds?: number;
}

const shape =
  /^OCRA-1:HOTP-(SHA1|SHA256|SHA512)-(\d{1,2}):(?:(C)-)?Q([ANH])(\d\d)(?:-P(SHA1|SHA256|SHA512))?(?:-S(\d{3}))?(?:-T(\d{1,2})([SMH]))?$/;
const unitSeconds = { S: 1, M: 60, H: 3600 } as const;
const hashLength: Readonly<Record<OathHash, number>> = { SHA1: 20, SHA256: 32, SHA512: 64 };

/** Reads a suite such as `OCRA-1:HOTP-SHA1-6:QN08`. Throws `RangeError` naming what is wrong. */
export function parseOcraSuite(text: string): OcraSuite {
  const found = shape.exec(text);
  if (found === null) throw wrongSuite('OCRA-1:HOTP-HASH-DIGITS:[C-]QFnn[-Phash][-Snnn][-Tnn]', text);
  const [, hash, digitText, counter, format, lengthText, pin, session, step, unit] = found;
  const digits = Number(digitText);
  if (digits !== 0 && (digits < 4 || digits > 10)) throw wrongSuite('0 or 4 to 10 digits', text);
  const length = Number(lengthText);
  if (length < 4 || length > 64) throw wrongSuite('a question of 4 to 64 characters', text);
  const sessionLength = session === undefined ? undefined : Number(session);
  if (sessionLength !== undefined && (sessionLength < 1 || sessionLength > 512)) throw wrongSuite('S001 to S512', text);
  const steps = step === undefined ? undefined : Number(step);
  const most = unit === 'H' ? 48 : 59;
  if (steps !== undefined && (steps < 1 || steps > most)) throw wrongSuite(`a time step of 1 to ${most}`, text);
  return {
    text,
    hash: hash as OathHash,
    digits,
    counter: counter !== undefined,
    question: { format: format as 'A' | 'N' | 'H', length },
    ...(pin === undefined ? {} : { pin: pin as OathHash }),
    ...(sessionLength === undefined ? {} : { sessionLength }),
    ...(steps === undefined ? {} : { stepSeconds: steps * unitSeconds[unit as keyof typeof unitSeconds] }),
  };
}

/** The OCRA response (RFC 6287 section 5): digits, or the whole HMAC in hex where the suite asks for 0 of them. Throws `RangeError` where an input is missing, foreign to the suite or out of its bounds. */
export function ocra(secret: Uint8Array, suite: string | OcraSuite, input: OcraInput): string {
  const parsed = typeof suite === 'string' ? parseOcraSuite(suite) : suite;
  const mac = hmac(opensslName[parsed.hash], secret, ocraMessage(parsed, input));
  if (parsed.digits === 0) return Buffer.from(mac).toString('hex');
  return String(truncate(mac) % 10 ** parsed.digits).padStart(parsed.digits, '0');
}

/** The bytes that an OCRA response is an HMAC of. Throws `RangeError`. */
export function ocraMessage(suite: OcraSuite, input: OcraInput): Uint8Array {
  return concat(
    utf8(suite.text),
    Uint8Array.of(0),
    suite.counter ? counterBytes(required(input.counter, 'counter', suite)) : nothing,
    questionBytes(suite, input.question),
    suite.pin === undefined ? nothing : pinBytes(suite.pin, suite, input),
    suite.sessionLength === undefined ? nothing : sessionBytes(suite.sessionLength, suite, input),
    suite.stepSeconds === undefined
      ? nothing
      : counterBytes(Math.floor(required(input.seconds, 'seconds', suite) / suite.stepSeconds)),
  );
}

const nothing = new Uint8Array(0);
const QUESTION_BYTES = 128;

/** 128 bytes: text as it is, a number as the hex of its value, hex as its bytes; zeros follow (RFC 6287 section 5.1). */
function questionBytes({ question: { format, length }, text }: OcraSuite, question: string): Uint8Array {
  const most = 2 * length;
  if (question.length === 0 || question.length > most) {
    throw new RangeError(`question: expected 1 to ${most} characters for ${text}, received ${question.length}`);
  }
  const padded = new Uint8Array(QUESTION_BYTES);
  switch (format) {
    case 'A':
      if (!/^[A-Za-z0-9]+$/.test(question)) throw new RangeError(`question: expected letters and digits for ${text}`);
      padded.set(utf8(question));
      return padded;
    case 'N':
      if (!/^\d+$/.test(question)) throw new RangeError(`question: expected digits for ${text}`);
      padded.set(leftAligned(BigInt(question).toString(16)));
      return padded;
    case 'H':
      if (!/^[0-9a-fA-F]+$/.test(question)) throw new RangeError(`question: expected hexadecimal digits for ${text}`);
      padded.set(leftAligned(question));
      return padded;
  }
}

// an odd last digit is the upper half of its byte
function leftAligned(hex: string): Uint8Array {
  return fromHex(hex.length % 2 === 0 ? hex : `${hex}0`);
}

function pinBytes(hash: OathHash, suite: OcraSuite, { pin, pinHash }: OcraInput): Uint8Array {
  if (pinHash === undefined) return digest(opensslName[hash], utf8(required(pin, 'pin', suite)));
  if (pinHash.length === hashLength[hash]) return pinHash;
  throw new RangeError(`pinHash: expected ${hashLength[hash]} bytes for ${suite.text}, received ${pinHash.length}`);
}

function sessionBytes(length: number, suite: OcraSuite, input: OcraInput): Uint8Array {
  const session = required(input.session, 'session', suite);
  if (session.length > length) {
    throw new RangeError(`session: expected at most ${length} bytes for ${suite.text}, received ${session.length}`);
  }
  const padded = new Uint8Array(length);
  padded.set(session, length - session.length);
  return padded;
}

function required<T>(value: T | undefined, name: string, { text }: OcraSuite): T {
  if (value === undefined) throw new RangeError(`${name}: expected one for ${text}, received none`);
  return value;
}

function wrongSuite(expected: string, text: string): RangeError {
  return new RangeError(`OCRA suite: expected ${expected}, received ${JSON.stringify(text.slice(0, 80))}`);
}
