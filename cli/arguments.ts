import { InvalidArgumentError } from 'commander';

/** What `--help` ends with: command lines to copy. */
export function example(...lines: string[]): string {
  return `\nExample:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

/** An option that may be given again: its values in order. */
export function repeated(value: string, before: string[]): string[] {
  return [...before, value];
}

/** A comma-separated list. */
export function list(value: string): string[] {
  return value.split(',').map((part) => part.trim());
}

/** A whole number of either sign. */
export function wholeNumber(value: string): number {
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError('expected a whole number');
  return number;
}

/** A number of at least 0, with up to six decimal places. */
export function decimal(value: string): number {
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(value)) throw new InvalidArgumentError('expected a number of at least 0');
  return Number(value);
}

/** A whole number of at least 1. */
export function atLeastOne(value: string): number {
  const number = wholeNumber(value);
  if (number < 1) throw new InvalidArgumentError('expected a number of at least 1');
  return number;
}

/** `500ms`, `60s`, `5m`, `1h`; a bare number is seconds. Milliseconds. */
export function duration(value: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('expected a time such as 60s, 5m or 500ms');
  return Number(amount) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[(unit ?? 's') as 'ms' | 's' | 'm' | 'h'];
}

/** A whole number of at least 0. */
export function count(value: string): number {
  const number = wholeNumber(value);
  if (number < 0) throw new InvalidArgumentError('expected a number of at least 0');
  return number;
}

/** Milliseconds since the epoch of an ISO 8601 time or of Unix seconds. */
export function time(value: string): number {
  const ms = /^\d{1,12}$/.test(value) ? Number(value) * 1000 : Date.parse(value);
  if (Number.isNaN(ms)) throw new InvalidArgumentError('expected a time such as 2026-01-31T12:00:00Z or Unix seconds');
  return ms;
}
