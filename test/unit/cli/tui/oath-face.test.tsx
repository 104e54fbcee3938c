import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import type { FaceView } from '../../../../cli/tui/face-view.ts';
import { OathFace } from '../../../../cli/tui/oath-face.tsx';
import { generic } from '../../../../simulators/oath/profiles.ts';
import { createOathToken } from '../../../../simulators/oath/token.ts';
import type { OathToken } from '../../../../simulators/oath/token-shape.ts';
import { ManualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';

function made(): OathToken {
  return createOathToken({
    profile: generic,
    env: { clock: new ManualClock(), random: seededRandom(1) },
    seed: 4,
    serial: '0001234567890',
    skewSeconds: 95,
    quartz: { ppm: 20, ageingPpmFirstYear: 0, jitterPpm: 0 },
  });
}

function faceOf(token: OathToken, more: Partial<FaceView> = {}): string {
  const view: FaceView = {
    title: 'Touchstone T-30',
    serial: token.serial,
    kind: 'totp',
    format: '6 digits every 30 s',
    digits: 6,
    periodSeconds: 30,
    display: token.display(),
    inside: token.inspect(),
    columns: 100,
    note: undefined,
    secret: undefined,
    ...more,
  };
  const { lastFrame, unmount } = render(<OathFace view={view} />);
  const frame = lastFrame() ?? '';
  unmount();
  return frame;
}

describe('OathFace', () => {
  it('shows a dark display, the true offset and the rate', () => {
    const frame = faceOf(made());
    expect(frame).toContain('0001234567890');
    expect(frame).toContain('offset    +95.000 s from the system clock');
    expect(frame).toContain('crystal   +20.00 ppm, 53 s a month fast at 25.0 °C');
    expect(frame).toContain('off until the button is pressed');
    expect(frame).not.toContain('┃');
  });

  it('shows the code in segments when it is pressed, with what is left of its step', () => {
    const token = made();
    token.press();
    const frame = faceOf(token, { note: 'the button was pressed' });
    expect(frame).toContain('┃');
    expect(frame).toContain(' 25 s ');
    expect(frame).toContain('lit, off in 30 s');
    expect(frame).toContain('the button was pressed');
  });

  it('says so when the battery is empty, and shows a secret only when it is handed one', () => {
    const token = made();
    token.setBattery(0);
    const frame = faceOf(token, { display: token.press() });
    expect(frame).toContain('the battery is empty');
    expect(frame).toContain('the clock is stopped');
    expect(frame).not.toContain('secret');
    expect(faceOf(token, { secret: 'GEZDGNBV' })).toContain('secret    GEZDGNBV');
  });

  it('fits a narrow terminal', () => {
    const token = made();
    token.press();
    for (const columns of [100, 52, 50, 45]) {
      const lines = faceOf(token, { columns }).split('\n').slice(0, 11);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });
});
