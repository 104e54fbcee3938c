import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Countdown } from '../../../../conformance/tui/countdown.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function counting(): { countdown: Countdown; seen: (number | undefined)[] } {
  const seen: (number | undefined)[] = [];
  const countdown: Countdown = new Countdown(
    () => Date.now(),
    () => seen.push(countdown.secondsLeft),
  );
  return { countdown, seen };
}

describe('the count-down to the end of a touch', () => {
  it('counts seconds, and stays at none', () => {
    const { countdown, seen } = counting();
    countdown.follow({ kind: 'touchAsked', because: 'a rule', withinMs: 3000 });
    expect(countdown.secondsLeft).toBe(3);
    vi.advanceTimersByTime(5000);
    expect(seen).toEqual([2, 1, 0, 0, 0]);
  });

  it('begins anew with each check, and ends where touches are forbidden', () => {
    const { countdown, seen } = counting();
    countdown.follow({ kind: 'touchAsked', because: 'a rule', withinMs: 3000 });
    vi.advanceTimersByTime(1000);
    countdown.follow({ kind: 'checkMade', id: 'a.rule', checks: 1 });
    expect(countdown.secondsLeft).toBe(3);
    countdown.follow({ kind: 'touchForbidden', because: 'a rule' });
    vi.advanceTimersByTime(5000);
    expect({ left: countdown.secondsLeft, seen }).toEqual({ left: undefined, seen: [2] });
  });

  it('does not count where no touch was asked for', () => {
    const { countdown, seen } = counting();
    countdown.follow({ kind: 'checkMade', id: 'a.rule', checks: 1 });
    vi.advanceTimersByTime(2000);
    expect({ left: countdown.secondsLeft, seen }).toEqual({ left: undefined, seen: [] });
  });
});
