import { fromUtf8 } from '../../src/bytes/bytes.ts';
import type { Reading } from '../../src/verifier/otp/measure.ts';
import { UsageError } from '../exit-code.ts';
import { readInputFile } from '../verify/read-input.ts';

/** The readings of `--reading CODE@TIME` and of files with a line `TIME CODE` each. Throws `UsageError` for fewer than two. */
export async function readingsOf(texts: readonly string[], file: string | undefined): Promise<readonly Reading[]> {
  const readings = texts.map((text, index) => readingOf(text, `--reading ${index + 1}`));
  if (file !== undefined) readings.push(...(await readingsIn(file)));
  if (readings.length >= 2) return readings;
  throw new UsageError(`expected two readings or more, received ${readings.length}`, 'touchstone oath measure --help');
}

function readingOf(text: string, place: string): Reading {
  const at = text.indexOf('@');
  if (at < 0) throw new UsageError(`${place}: expected CODE@TIME, received no @`);
  return { code: codeOf(text.slice(0, at), place), atSeconds: secondsOf(text.slice(at + 1), place) };
}

async function readingsIn(file: string): Promise<Reading[]> {
  const text = fromUtf8(await readInputFile(file));
  if (text === undefined) throw new UsageError(`${file}: expected text, received other bytes`);
  return text.split(/\r?\n/).flatMap((line, index) => {
    const bare = line.replace(/#.*$/, '').trim();
    if (bare === '') return [];
    const place = `${file}, line ${index + 1}`;
    const [, seconds, code] = /^(\S+)[\s,;]+(\d[\d ]*)$/.exec(bare) ?? [];
    if (seconds === undefined || code === undefined)
      throw new UsageError(`${place}: expected TIME CODE, received other text`);
    return [{ code: codeOf(code, place), atSeconds: secondsOf(seconds, place) }];
  });
}

function codeOf(text: string, place: string): string {
  const code = text.replaceAll(' ', '');
  if (/^\d{6,10}$/.test(code)) return code;
  throw new UsageError(`${place}: expected a code of 6 to 10 digits, received other text`);
}

/** Unix seconds, fractions allowed, or ISO 8601. */
function secondsOf(text: string, place: string): number {
  const seconds = /^\d{1,11}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (!Number.isNaN(seconds)) return seconds;
  throw new UsageError(`${place}: expected a time such as 2026-01-31T12:00:00Z or Unix seconds, received other text`);
}
