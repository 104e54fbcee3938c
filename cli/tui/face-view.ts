import type { Display } from '../../simulators/oath/display.ts';
import type { Inspection } from '../../simulators/oath/token-shape.ts';

/** All that the face of a token shows. */
export interface FaceView {
  readonly title: string;
  readonly serial: string;
  readonly kind: 'totp' | 'hotp';
  readonly format: string;
  readonly digits: number;
  readonly periodSeconds: number;
  readonly display: Display;
  readonly inside: Inspection;
  /** Of the terminal. */
  readonly columns: number;
  /** What the last key did. */
  readonly note: string | undefined;
  /** Base32, where the user asked for it. */
  readonly secret: string | undefined;
}

/** `+95.000 s`, `-3.20 ppm`: a signed number with its unit. */
export function signed(value: number, places: number, unit: string): string {
  const text = Math.abs(value).toFixed(places);
  const isZero = Number(text) === 0;
  return `${isZero ? ' ' : value < 0 ? '-' : '+'}${text} ${unit}`.trim();
}

/** What a rate comes to in a month: `52 s a month`. */
export function perMonth(ppm: number): string {
  const seconds = Math.abs(ppm) * 2.6298;
  const amount = seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0);
  return `${amount} s a month ${ppm < 0 ? 'slow' : 'fast'}`;
}

/** Unix seconds as a UTC time to the tenth of a second; the number itself where no calendar holds it. */
export function clockText(seconds: number): string {
  const tenths = Math.floor(seconds * 10) * 100;
  if (Math.abs(tenths) > 8.64e15) return `${seconds} s`;
  return new Date(tenths)
    .toISOString()
    .replace('T', ' ')
    .replace(/\d\dZ$/, '');
}
