/** Exit codes of the contract. A violated MUST wins over broken. */
export const exitCode = { upheld: 0, violated: 1, broken: 2, usage: 3 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What the user named does not exist or does not parse: exit 3. The message is one line, lower case; `hint` follows it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** Ours or the link is at fault: exit 2. */
export class BrokenError extends Error {
  override readonly name = 'BrokenError';
}
