/** Results. The write is awaited, so that a pipe that reads slowly loses nothing. */
export function toStdout(text: string): Promise<void> {
  return write(process.stdout, text);
}

/** Everything that is no result. */
export function toStderr(text: string): Promise<void> {
  return write(process.stderr, text);
}

/** A line on stderr now, between events of a run. */
export function lineToStderr(line: string): void {
  void write(process.stderr, `${line}\n`);
}

/** A line on stdout now, between events of a run. */
export function lineToStdout(line: string): void {
  void write(process.stdout, `${line}\n`);
}

/** One line of complaint: `touchstone: …`. */
export function complain(message: string): Promise<void> {
  const line = message.replace(/\s*\n\s*/g, ': ').trim();
  return toStderr(`touchstone: ${line}\n`);
}

/** A value as JSON for programs, with a line end. */
export function toStdoutAsJson(value: unknown): Promise<void> {
  return toStdout(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** Whether the reader of stdout is a person at a terminal who has not asked for plain text. */
export function isInteractive(stream: NodeJS.WriteStream = process.stdout): boolean {
  return stream.isTTY === true && !isSet('NO_COLOR') && !isSet('CI') && process.env['TERM'] !== 'dumb';
}

function isSet(name: string): boolean {
  const value = process.env[name];
  return value !== undefined && value !== '';
}

const guarded = new WeakSet<NodeJS.WriteStream>();

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (!guarded.has(stream)) {
    guarded.add(stream);
    // A reader that goes away mid-sentence (`touchstone rules | head`) is no error: nothing is left to say.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}
