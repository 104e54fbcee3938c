import fc from 'fast-check';

/** Commands in the order in which they are run; prints one a line. */
export class CommandSequence<Model extends object, Real> {
  readonly commands: readonly fc.AsyncCommand<Model, Real>[];

  constructor(commands: readonly fc.AsyncCommand<Model, Real>[]) {
    this.commands = commands;
  }

  toString(): string {
    return this.commands.map((command, index) => `\n  ${index + 1}. ${command.toString()}`).join('');
  }
}

/**
 * Sequences of commands for `fc.asyncModelRun`. They are plain lists of stateless commands, so that a failure shrinks by what
 * it is made of, and seed and path alone lead back to it (the lists of `fc.commands` need a third thing, replayPath).
 */
export function commandSequences<Model extends object, Real>(
  command: fc.Arbitrary<fc.AsyncCommand<Model, Real>>,
  maxLength: number,
): fc.Arbitrary<CommandSequence<Model, Real>> {
  // The last element of an array is the one thing that shrinking never takes away: here it is one that nobody runs.
  const lists = fc.array(command, { minLength: 1, maxLength: maxLength + 1, size: 'max' });
  return fc.noBias(lists).map((commands) => new CommandSequence(commands.slice(0, -1)));
}
