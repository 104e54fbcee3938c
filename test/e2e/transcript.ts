/** One command line, what it must say and how it must end. */
export interface Step {
  readonly command: readonly string[];
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly exit: number;
}

/** A scene of a transcript: files first, then commands; afterwards the folder holds `leaves` and nothing else. */
export interface Scene {
  readonly title: string;
  readonly files: ReadonlyMap<string, string>;
  readonly steps: readonly Step[];
  readonly leaves: readonly string[] | undefined;
}

/**
 * Reads a transcript:
 *
 *     == when GIVEN, then THEN        a scene, in a folder of its own
 *     -- name --                      a file; its lines follow until the next mark
 *     $ touchstone …                  a command; 'quotes' hold words together
 *     1> text · 2> text               lines on stdout and stderr; * is any text, a line of ... any lines
 *     exit N                          ends the command
 *     leaves a b                      the files in the folder afterwards, and no others
 */
export function readTranscript(text: string): Scene[] {
  const scenes: Scene[] = [];
  let file: string[] | undefined;
  let step: { command: string[]; stdout: string[]; stderr: string[] } | undefined;
  let scene: { title: string; files: Map<string, string>; steps: Step[]; leaves: string[] | undefined } | undefined;
  const files = new Map<string, string[]>();
  const finishFiles = (): void => {
    for (const [name, lines] of files) scene?.files.set(name, lines.map((line) => `${line}\n`).join(''));
    files.clear();
    file = undefined;
  };
  text.split('\n').forEach((line, index) => {
    const wrong = (expected: string): Error =>
      new Error(`line ${index + 1}: expected ${expected}, received ${JSON.stringify(line)}`);
    const title = /^== (when .+, then .+)$/.exec(line)?.[1];
    if (title !== undefined) {
      finishFiles();
      scene = { title, files: new Map(), steps: [], leaves: undefined };
      scenes.push(scene);
      return;
    }
    if (scene === undefined) {
      if (line.trim() !== '' && !line.startsWith('#')) throw wrong('== when …, then …');
      return;
    }
    const name = /^-- (\S+) --$/.exec(line)?.[1];
    if (name !== undefined) {
      file = [];
      files.set(name, file);
    } else if (line.startsWith('$ touchstone')) {
      finishFiles();
      step = { command: words(line.slice('$ touchstone'.length)), stdout: [], stderr: [] };
    } else if (file !== undefined) file.push(line);
    else if (/^[12]>/.test(line)) {
      if (step === undefined) throw wrong('a command before its output');
      step[line.startsWith('1') ? 'stdout' : 'stderr'].push(line.slice(2).replace(/^ /, ''));
    } else if (/^exit \d$/.test(line)) {
      if (step === undefined) throw wrong('a command before its end');
      scene.steps.push({ ...step, exit: Number(line.slice(5)) });
      step = undefined;
    } else if (/^leaves( |$)/.test(line))
      scene.leaves = line
        .slice(6)
        .split(' ')
        .filter((word) => word !== '');
    else if (line.trim() !== '' && !line.startsWith('#')) throw wrong('a mark');
  });
  return scenes;
}

/** Whether text is as the lines of a transcript say. */
export function fits(text: string, expected: readonly string[]): boolean {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  return fitsFrom(lines, expected);
}

function fitsFrom(lines: readonly string[], expected: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return lines.length === 0;
  if (first === '...') {
    for (let skipped = 0; skipped <= lines.length; skipped += 1) if (fitsFrom(lines.slice(skipped), rest)) return true;
    return false;
  }
  return lines[0] !== undefined && fitsLine(lines[0], first) && fitsFrom(lines.slice(1), rest);
}

function fitsLine(line: string, expected: string): boolean {
  const source = expected.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`).test(line);
}

function words(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}
