import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReplayToken, replayLine, replayToken } from '../../../../conformance/engine/replay-line.ts';
import { parseReplayToken, ReplayError } from '../../../../conformance/engine/replay-token.ts';

const replays = fc.record({
  target: fc.string({ minLength: 1 }),
  rule: fc.string({ minLength: 1 }),
  seed: fc.integer(),
  path: fc.array(fc.nat(), { minLength: 1 }).map((steps) => steps.join(':')),
  runs: fc.integer({ min: 1, max: 1_000_000 }),
  profile: fc.string({ minLength: 1 }),
});

describe('parseReplayToken', () => {
  it('reads what replayToken wrote', () => {
    fc.assert(
      fc.property(replays, (replay) => {
        expect(parseReplayToken(replayToken(replay))).toEqual(replay);
      }),
      { seed: 3 },
    );
  });

  it('refuses anything else with a ReplayError, tokens cut short included', () => {
    const cut = fc.tuple(replays, fc.nat(60)).map(([replay, at]) => replayToken(replay).slice(0, -1 - at));
    fc.assert(
      fc.property(
        fc.oneof(
          cut,
          fc.string(),
          fc.string().map((text) => `inline:${text}`),
        ),
        (word) => {
          expect(() => parseReplayToken(word)).toThrow(ReplayError);
        },
      ),
      { seed: 4, numRuns: 300 },
    );
  });
});

describe('replayLine', () => {
  const replay = { target: 'sim:fido2', rule: 'a.b', seed: 1, path: '0', runs: 1, profile: 'ctap-2.1' };

  it('names the report where one is written, quoted for a shell', () => {
    expect(replayLine(replay, 'r.json')).toBe('touchstone replay r.json --rule a.b');
    expect(replayLine(replay, "it's mine.json")).toBe("touchstone replay 'it'\\''s mine.json' --rule a.b");
  });

  it('carries the replay in itself where none is', () => {
    const word = replayLine(replay).split(' ').at(-1)!;
    expect(isReplayToken(word)).toBe(true);
    expect(parseReplayToken(word)).toEqual(replay);
  });
});
