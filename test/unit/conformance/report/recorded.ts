import { readFileSync } from 'node:fs';
import type { RunEvent } from '../../../../conformance/vocabulary/event.ts';

/** The recorded streams: every reporter is tested on each. */
export const streams = ['upheld', 'violated', 'broken', 'skipped', 'interrupted', 'nothing-run'] as const;

export const tool = { name: 'touchstone', version: '0.0.0' };

export function recorded(name: (typeof streams)[number]): RunEvent[] {
  return JSON.parse(readFileSync(new URL(`../../../../fixtures/events/${name}.json`, import.meta.url), 'utf8'));
}
