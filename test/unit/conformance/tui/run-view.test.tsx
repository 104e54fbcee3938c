import { EventEmitter } from 'node:events';
import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { foldEvents } from '../../../../conformance/report/fold.ts';
import { RunView } from '../../../../conformance/tui/run-view.tsx';
import { showRun } from '../../../../conformance/tui/show-run.tsx';
import { blankView, nextView, type ViewState } from '../../../../conformance/tui/view-state.ts';
import type { RunEvent } from '../../../../conformance/vocabulary/event.ts';
import { recorded, streams, tool } from '../report/recorded.ts';

function viewAfter(events: readonly RunEvent[]): ViewState {
  return events.reduce(nextView, blankView);
}

function lastFrame(view: ViewState): string {
  const { lastFrame: frame, unmount } = render(<RunView view={view} />);
  const shown = frame() ?? '';
  unmount();
  return shown;
}

describe('RunView', () => {
  it('shows the rule under judgement, how far the run is and what was found', () => {
    const events = recorded('violated');
    const frame = lastFrame(viewAfter(events.slice(0, 5)));
    expect(frame).toContain('sim:fido2 profile ctap-2.1 · seed 42');
    expect(frame).toContain('1/3 rules · 1 checks');
    expect(frame).toContain('1 upheld · 0 violated');
    expect(frame).toContain('ctap2.make-credential.exclude-list.refuses-own 0/20');
  });

  it('keeps a failure above with its expected, actual, input, frames and replay line', () => {
    const frame = lastFrame(viewAfter(recorded('violated')));
    for (const part of [
      'violated ctap2.make-credential',
      'expected ',
      'actual ',
      'input ',
      'frames',
      'touchstone replay',
    ]) {
      expect(frame).toContain(part);
    }
  });

  it('asks for a touch, and says that it waits for a key that is gone', () => {
    const [start] = recorded('upheld');
    const asked = viewAfter([start!, { kind: 'touchAsked', because: 'the key is reset' }]);
    expect(lastFrame(asked)).toContain('touch the key: the key is reset');
    const forbidden = nextView(asked, { kind: 'touchForbidden', because: 'it waits' });
    expect(lastFrame(forbidden)).toContain('do not touch the key: it waits');
    const lost = nextView(asked, { kind: 'linkLost', because: 'no answer' });
    expect(lastFrame(lost)).toContain('waiting for the key: no answer');
    expect(lastFrame(nextView(lost, { kind: 'linkBack', afterMs: 5 }))).not.toContain('waiting for the key');
  });

  it.each(streams)('ends a %s run with its summary', (name) => {
    const events = recorded(name);
    const frame = lastFrame({ ...viewAfter(events), summary: foldEvents(events, tool) });
    return expect(`${frame}\n`).toMatchFileSnapshot(`../../../../fixtures/events/golden/${name}.tui.txt`);
  });
});

describe('nextView', () => {
  it('only ever appends to what stays', () => {
    for (const name of streams) {
      let view = blankView;
      for (const event of recorded(name)) {
        const next = nextView(view, event);
        expect(next.finished.slice(0, view.finished.length)).toEqual(view.finished);
        view = next;
      }
    }
  });
});

describe('showRun', () => {
  it('draws into the stream it was given and gives the terminal back', async () => {
    const written: string[] = [];
    const stdout = Object.assign(new EventEmitter(), { columns: 100, write: (text: string) => written.push(text) > 0 });
    const shown = showRun({ stdout: stdout as unknown as NodeJS.WriteStream, nowMs: () => 0 });
    const events = recorded('violated');
    for (const event of events) shown.listener(event);
    await shown.finish(foldEvents(events, tool));
    expect(written.join('')).toContain('1 rule violated');
  });
});
