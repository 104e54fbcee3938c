import { render } from 'ink';
import type { Report } from '../report/report.ts';
import type { Listener, RunEvent } from '../vocabulary/event.ts';
import { Countdown } from './countdown.ts';
import { RunView } from './run-view.tsx';
import { blankView, nextView } from './view-state.ts';

/** A run being shown. */
export interface ShownRun {
  readonly listener: Listener;
  /** Draws the summary, leaves the screen as it is and gives the terminal back. */
  finish(report: Report): Promise<void>;
  /** Gives the terminal back without a summary. */
  abandon(): void;
}

/** Where a run is drawn, and by which clock it is redrawn. */
export interface Screen {
  readonly stdout: NodeJS.WriteStream;
  /** Keys are not read unless it is given. */
  readonly stdin?: NodeJS.ReadStream;
  readonly stderr?: NodeJS.WriteStream;
  readonly nowMs: () => number;
}

/** Checks come by the thousand; the screen follows at this pace. */
const REDRAW_MS = 60;

/** Begins to draw a run with ink. */
export function showRun(screen: Screen): ShownRun {
  let view = blankView;
  let drawnMs = screen.nowMs();
  const instance = render(<RunView view={view} />, {
    stdout: screen.stdout,
    ...(screen.stdin === undefined ? {} : { stdin: screen.stdin }),
    ...(screen.stderr === undefined ? {} : { stderr: screen.stderr }),
    // The caller owns signals: an interrupted run still writes its reports.
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const draw = (): void => {
    drawnMs = screen.nowMs();
    instance.rerender(<RunView view={view} secondsLeft={countdown.secondsLeft} />);
  };
  const countdown = new Countdown(screen.nowMs, draw);
  return {
    listener: (event) => {
      view = nextView(view, event);
      countdown.follow(event);
      if (isUrgent(event) || screen.nowMs() - drawnMs >= REDRAW_MS) draw();
    },
    finish: async (report) => {
      countdown.stop();
      view = { ...view, summary: report };
      draw();
      instance.unmount();
      await instance.waitUntilExit();
    },
    abandon: () => {
      countdown.stop();
      instance.unmount();
    },
  };
}

/** What people wait for is drawn at once. */
function isUrgent(event: RunEvent): boolean {
  if (event.kind === 'ruleFinished')
    return event.result.verdict.kind === 'violated' || event.result.verdict.kind === 'broken';
  return (
    event.kind === 'runStarted' ||
    event.kind === 'touchAsked' ||
    event.kind === 'touchForbidden' ||
    event.kind === 'linkLost' ||
    event.kind === 'runFinished'
  );
}
