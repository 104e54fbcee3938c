import { describe, expect, it } from 'vitest';
import { pressFaceKey } from '../../../../cli/oath/face-key.ts';
import { counterToken, generic } from '../../../../simulators/oath/profiles.ts';
import { createOathToken } from '../../../../simulators/oath/token.ts';
import { ManualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';

const fresh = (length: number): Uint8Array => new Uint8Array(length).fill(7);
function made(profile = generic) {
  const env = { clock: new ManualClock(), random: seededRandom(1) };
  const token = createOathToken({ profile, env, seed: 2 });
  return { token, key: (name: string) => pressFaceKey(token, name, fresh) };
}

describe('pressFaceKey', () => {
  it('presses with space and enter', () => {
    for (const name of [' ', 'enter']) {
      const { token, key } = made();
      expect(key(name)).toBe('the button was pressed');
      expect(token.display().kind).toBe('code');
    }
  });

  it('moves clock and temperature', () => {
    const { token, key } = made();
    for (const name of ['+', '+', '=', '-', 'T', 'T', 't']) key(name);
    expect(token.inspect().offsetSeconds).toBeCloseTo(2, 6);
    expect(token.inspect().temperatureC).toBe(30);
  });

  it('takes the battery down stage by stage, then gives a new one', () => {
    const { token, key } = made();
    const stages = Array.from({ length: 5 }, () => {
      key('b');
      return token.inspect().batteryStage;
    });
    expect(stages).toEqual(['low', 'fading', 'failing', 'empty', 'healthy']);
  });

  it('gives a new secret, which it does not say', () => {
    const { token, key } = made();
    expect(key('r')).toBe('a new secret; the clock was kept');
    expect(token.save().kept.secret).toBe('07'.repeat(20));
  });

  it('knows no clock of a counter token, and no other keys', () => {
    const { token, key } = made(counterToken);
    const before = token.save();
    for (const name of ['+', '-', 't', 'T', 'x', 'q']) expect(key(name)).toBeUndefined();
    expect(token.save()).toEqual(before);
    expect(key(' ')).toBe('the button was pressed: counter 0');
  });
});
