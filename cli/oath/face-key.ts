import type { OathToken } from '../../simulators/oath/token-shape.ts';

/** Where the battery goes, key by key, and what becomes of the token there. */
const batterySteps: readonly (readonly [level: number, says: string])[] = [
  [0.12, 'the battery is low: the clock slows'],
  [0.05, 'segments of the display fade'],
  [0.015, 'the clock fails'],
  [0, 'the battery is empty: nothing is shown, the clock stands'],
];

/** What a key does to a token, in one sentence; undefined for a key that is none of its own. */
export function pressFaceKey(
  token: OathToken,
  key: string,
  freshSecret: (length: number) => Uint8Array,
): string | undefined {
  const { kind } = token.profile;
  if (key === ' ' || key === 'enter') return pressed(token);
  if (key === 'b') return weakened(token);
  if (key === 'r') {
    token.reseed(freshSecret(token.profile.secretBytes));
    return `a new secret; ${kind === 'totp' ? 'the clock was kept' : 'the counter begins again'}`;
  }
  if (kind === 'hotp') return undefined;
  if (key === '+' || key === '=') {
    token.jump(1);
    return 'the clock was put forward by a second';
  }
  if (key === '-' || key === '_') {
    token.jump(-1);
    return 'the clock was put back by a second';
  }
  if (key === 't' || key === 'T') {
    const temperatureC = Math.round(token.inspect().temperatureC) + (key === 'T' ? 5 : -5);
    token.setTemperature(temperatureC);
    return `it lies at ${temperatureC} °C`;
  }
  return undefined;
}

function pressed(token: OathToken): string {
  const { kind, code } = codeOf(token);
  if (kind !== 'code') return 'the button was pressed, nothing came up';
  return token.profile.kind === 'totp' ? 'the button was pressed' : `the button was pressed: counter ${code}`;
}

function codeOf(token: OathToken): { kind: string; code: number | undefined } {
  const shown = token.press();
  return { kind: shown.kind, code: shown.kind === 'code' ? shown.counter : undefined };
}

function weakened(token: OathToken): string {
  const { batteryLevel } = token.inspect();
  const next = batterySteps.find(([level]) => level < batteryLevel);
  if (next !== undefined) {
    token.setBattery(next[0]);
    return next[1];
  }
  token.swapBattery();
  return 'a new battery; the clock stood still meanwhile';
}
