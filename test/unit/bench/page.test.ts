import { describe, expect, it } from 'vitest';
import { isMet } from '../../../bench/answer.ts';
import { benchmarksPage, type Setting } from '../../../bench/page.ts';

const setting: Setting = { machine: 'a machine', node: 'node 20', date: '2026-01-01', pace: 'full' };

describe('the page of benchmarks', () => {
  const page = benchmarksPage(setting, [
    { question: 'quick enough', aim: { atLeast: 0.75 }, value: 0.8, scale: '1 µs', inTheWay: 'nothing' },
    { question: 'too slow', aim: { atMost: 1.5 }, value: 1.6, scale: '2 µs', inTheWay: 'a wall' },
    { question: 'only told', value: 1234, unit: 'checks/s', scale: 'all' },
    { question: 'not here', skipped: 'gcc is not installed' },
  ]);

  it('has the aim and the measured value beside each question, whatever it is', () => {
    expect(page).toContain('| quick enough | ≥ 0.75 | 0.80 | met | 1 µs |');
    expect(page).toContain('| too slow | ≤ 1.5 | 1.60 | **missed** | 2 µs |');
    expect(page).toContain('| only told |  | 1,234 checks/s |  | all |');
  });

  it('says what stands in the way of what is missed, and of nothing else', () => {
    expect(page).toContain('- **too slow**: a wall');
    expect(page).not.toContain('- **quick enough**');
  });

  it('names what was not measured and why, the machine and the date', () => {
    expect(page).toContain('- not here: gcc is not installed');
    expect(page).toContain('Measured on 2026-01-01: a machine, node 20, full pace.');
  });

  it('judges by the unrounded value', () => {
    expect(isMet({ question: '', aim: { atMost: 1.3 }, value: 1.302, scale: '' })).toBe(false);
    expect(isMet({ question: '', aim: { atLeast: 8 }, value: 8, scale: '' })).toBe(true);
    expect(isMet({ question: '', value: 8, scale: '' })).toBeUndefined();
  });
});
