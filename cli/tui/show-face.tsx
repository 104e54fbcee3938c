import { render, useInput } from 'ink';
import type { ReactNode } from 'react';
import type { Clock } from '../../src/env/env.ts';
import type { FaceView } from './face-view.ts';
import { OathFace } from './oath-face.tsx';

/** Where a face is drawn, what it shows, and who is told of keys. */
export interface FaceScreen {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly clock: Clock;
  readonly view: () => FaceView;
  /** One key; false ends the face. */
  readonly onKey: (key: string) => boolean;
  readonly signal: AbortSignal;
}

/** The tenths of the clock are seen to move. */
const REDRAW_MS = 100;

/** Draws a token until a key or the signal ends it, then gives the terminal back; the last picture stays. */
export async function showFace({ stdin, stdout, clock, view, onKey, signal }: FaceScreen): Promise<void> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const press = (key: string): void => {
    if (onKey(key)) draw();
    else end();
  };
  const instance = render(<Keyed view={view()} onKey={press} />, {
    stdin,
    stdout,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const draw = (): void => instance.rerender(<Keyed view={view()} onKey={press} />);
  try {
    while (!ending.signal.aborted) {
      await clock.sleep(REDRAW_MS, ending.signal).catch((reason: unknown) => {
        // The end of the face wakes the sleeper.
        if (!ending.signal.aborted) throw reason;
      });
      draw();
    }
  } finally {
    signal.removeEventListener('abort', end);
    instance.unmount();
    await instance.waitUntilExit();
  }
}

function Keyed({ view, onKey }: { readonly view: FaceView; readonly onKey: (key: string) => void }): ReactNode {
  useInput((input, key) => {
    if (key.return) onKey('enter');
    else if (key.escape || (key.ctrl && input === 'c')) onKey('q');
    else for (const character of input) onKey(character);
  });
  return <OathFace view={view} />;
}
