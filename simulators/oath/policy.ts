import type { OathHash } from '../../src/oath/oath-hash.ts';
import type { OathProfile } from './profile.ts';

/** Every decision of the sound token, each a pure function that a fault may replace. */
export const soundOathPolicy = {
  /** The hash that codes are made with. */
  hash(hash: OathHash): OathHash {
    return hash;
  },

  /** The HMAC key of a secret: all of it (RFC 6238 section 1.2). */
  key(secret: Uint8Array, _hash: OathHash): Uint8Array {
    return secret;
  },

  /** The moving factor as the HMAC reads it: 8 bytes, the high-order first (RFC 4226 section 5.1). */
  counterBytes(counter: number): Uint8Array {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(counter));
    return bytes;
  },

  /** Where in the MAC the value stands: the low four bits of its last byte (RFC 4226 section 5.3). */
  macOffset(mac: Uint8Array): number {
    return mac[mac.length - 1]! & 0x0f;
  },

  /** The value there: 31 bits, the high-order byte first. */
  truncated(mac: Uint8Array, offset: number): number {
    return new DataView(mac.buffer, mac.byteOffset).getUint32(offset) & 0x7fff_ffff;
  },

  /** The value as it is shown: its last digits, zeros in front. */
  shown(truncated: number, digits: number): string {
    return String(truncated % 10 ** digits).padStart(digits, '0');
  },

  /** Seconds of a step. */
  period(profile: OathProfile): number {
    return profile.periodSeconds;
  },

  /** The step of a time: whole periods since T0, rounded down (RFC 6238 section 4.2). */
  step(seconds: number, periodSeconds: number, t0Seconds: number): number {
    return Math.floor((seconds - t0Seconds) / periodSeconds);
  },

  /** HOTP: the counter of a press, so many presses after the first. */
  counter(start: number, presses: number): number {
    return start + presses;
  },

  /** HOTP: presses after one more. */
  pressed(presses: number): number {
    return presses + 1;
  },

  /** HOTP: what is written for good at a press, before its code is shown. */
  keptPresses(_kept: number, live: number): number {
    return live;
  },

  /** The rate of the crystal, in ppm. */
  ppm(ppm: number): number {
    return ppm;
  },

  /** The temperature coefficient of the crystal, in ppm per °C². */
  parabola(parabola: number): number {
    return parabola;
  },

  /** How much of a stretch of time the clock runs; for `litSeconds` of it the display was lit. */
  ranSeconds(elapsedSeconds: number, _litSeconds: number): number {
    return elapsedSeconds;
  },

  /** How far a press puts the clock back, in seconds. */
  pressLosesSeconds(): number {
    return 0;
  },

  /** The seconds counter at a reading of the clock: whole, of that many bits. */
  counted(seconds: number, bits: OathProfile['clockBits']): number {
    const whole = Math.floor(seconds);
    return bits === 64 ? whole : whole - Math.floor(whole / 2 ** 32) * 2 ** 32;
  },

  /** What the clock reads when it has been set to a time: no fraction is kept. */
  set(seconds: number): number {
    return Math.floor(seconds);
  },

  /** Whether the display is lit so long after a press. */
  isLit(ageSeconds: number, displaySeconds: number): boolean {
    return ageSeconds < displaySeconds;
  },

  /** What a press shows, where the display may still have held an older code of that age. */
  pressShows(fresh: string, _held: { readonly code: string; readonly ageSeconds: number } | undefined): string {
    return fresh;
  },

  /** What a lit display shows: the code of the press, or that of now. */
  litShows(ofPress: string, ofNow: string, display: OathProfile['display']): string {
    return display === 'latched' ? ofPress : ofNow;
  },

  /** Whether so much battery lights the display. */
  canShow(level: number): boolean {
    return level > 0;
  },

  /** The secret after a reseed. */
  reseeded(_old: Uint8Array, fresh: Uint8Array): Uint8Array {
    return fresh;
  },

  /** HOTP: presses after a reseed. */
  pressesAfterReseed(_presses: number): number {
    return 0;
  },

  /** Whether a reseed leaves the clock as it is, where that was asked for. */
  reseedKeepsClock(asked: boolean): boolean {
    return asked;
  },
};

/** The decisions of a token. */
export type OathPolicy = typeof soundOathPolicy;
