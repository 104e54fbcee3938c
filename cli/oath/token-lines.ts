import { createInterface } from 'node:readline';
import type { Display } from '../../simulators/oath/display.ts';
import type { Inspection, OathToken } from '../../simulators/oath/token-shape.ts';
import { toBase32 } from '../../src/bytes/base32.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import type { Clock } from '../../src/env/env.ts';

/** One press as programs read it: `touchstone-oath-press/1` in `docs/oath-token.md`. */
export function pressLine(token: OathToken, shown: Display, showSecrets: boolean): string {
  const inside = token.inspect();
  const { profile, serial } = token;
  const isCode = shown.kind === 'code';
  return `${JSON.stringify({
    serial,
    code: isCode ? shown.code : null,
    ...(shown.kind === 'blank' ? { because: shown.because } : {}),
    [profile.kind === 'totp' ? 'step' : 'counter']: isCode ? shown.counter : inside.counter,
    at: new Date(inside.trueSeconds * 1000).toISOString(),
    ...clockOf(inside),
    batteryLevel: rounded(inside.batteryLevel, 6),
    batteryStage: inside.batteryStage,
    ...(showSecrets ? { secret: toBase32(fromHex(token.save().kept.secret)) } : {}),
  })}\n`;
}

function clockOf({ secondsLeft, tokenSeconds, offsetSeconds, ratePpm, temperatureC }: Inspection): object {
  if (secondsLeft === undefined) return {};
  return {
    tokenSeconds: rounded(tokenSeconds, 3),
    offsetSeconds: rounded(offsetSeconds, 6),
    ratePpm: rounded(ratePpm, 4),
    temperatureC: rounded(temperatureC, 2),
    secondsLeft: rounded(secondsLeft, 3),
  };
}

/**
 * A press for every line on `input`, and of a token with a clock one now and one at every step, each handed to `write`;
 * until the signal, or for a counter token until the input ends: nobody presses any more.
 */
export async function pressOnLines(
  token: OathToken,
  clock: Clock,
  input: NodeJS.ReadableStream,
  write: (shown: Display) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const ending = new AbortController();
  const end = (): void => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  let queue = Promise.resolve();
  const press = (): void => {
    queue = queue.then(() => write(token.press()));
  };
  lines.on('line', press);
  if (token.profile.kind === 'hotp') lines.on('close', end);
  else press();
  try {
    while (!ending.signal.aborted) {
      const { secondsLeft } = token.inspect();
      const waitMs = secondsLeft === undefined ? HOUR_MS : Math.ceil(secondsLeft * 1000);
      const isOver = await slept(clock, Math.max(1, waitMs), ending.signal);
      if (!isOver && secondsLeft !== undefined) press();
    }
    await queue;
  } finally {
    signal.removeEventListener('abort', end);
    lines.close();
  }
}

const HOUR_MS = 3_600_000;

async function slept(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return false;
  } catch (reason) {
    if (signal.aborted) return true;
    throw reason;
  }
}

function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}
