import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { killMatrix, type MatrixEvent } from '../../../../conformance/engine/kill-matrix.ts';
import type { Session } from '../../../../conformance/engine/session.ts';
import { type Rule, rule } from '../../../../conformance/vocabulary/rule.ts';
import { expectThat } from '../../../../conformance/vocabulary/violation.ts';
import { everyRule, fakeSession } from './fake-session.ts';

/** A rule that holds where the key answers its command with CTAP2_OK. */
function answers(command: number): Rule {
  return rule<[number]>({
    id: `a.answers-${command}`,
    level: 'MUST',
    says: `Command ${command} is answered.`,
    spec: [],
    runs: 3,
    property: ({ device }) =>
      fc.asyncProperty(fc.nat(), async (_value: number) => {
        const { status } = await device.send(Uint8Array.of(command));
        expectThat(status === 0, 'CTAP2_OK', `status ${status}`);
      }),
  });
}

function open(faultId?: string): Session {
  const { session, key } = fakeSession();
  key.answer = (request) => Uint8Array.of(faultId === `refuses-${request[0]}` ? 1 : 0);
  return session;
}

const rules = [answers(80), answers(81)];
const faults = [
  { id: 'refuses-80', caughtBy: ['a.answers-80'] },
  { id: 'refuses-81', caughtBy: ['a.answers-80', 'a.answers-81'] },
];

describe('killMatrix', () => {
  it('kills a fault that each rule it names catches; others survive', async () => {
    const events: MatrixEvent[] = [];
    const found = await killMatrix({
      open,
      faults,
      rules,
      profile: everyRule,
      seed: 1,
      progress: (event) => events.push(event),
    });
    expect(found).toEqual({
      faults: 2,
      killed: 1,
      survivors: ['refuses-81'],
      falseAccusations: [],
      matrix: { 'refuses-80': ['a.answers-80'], 'refuses-81': ['a.answers-81'] },
    });
    expect(events.at(-1)).toMatchObject({ kind: 'faultJudged', missedBy: ['a.answers-80'], done: 2, faults: 2 });
  });

  it('names the rules that the sound device fails', async () => {
    const found = await killMatrix({ open: () => open('refuses-80'), faults: [], rules, profile: everyRule, seed: 1 });
    expect(found.falseAccusations).toEqual(['a.answers-80']);
  });

  it('refuses a fault that names a rule that is not there', async () => {
    const unknown = [{ id: 'x', caughtBy: ['no.such'] }];
    await expect(killMatrix({ open, faults: unknown, rules, profile: everyRule, seed: 1 })).rejects.toThrow(
      /x names no\.such/,
    );
  });
});
