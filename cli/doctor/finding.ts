/** One thing that was looked at. */
export interface Finding {
  /** A word for what was looked at, for programs: `hid.permission`. */
  readonly id: string;
  /** `warning`: may be as it should, or keeps one wire only; `problem`: keys or readers cannot be reached by it. */
  readonly state: 'ok' | 'warning' | 'problem';
  /** What was looked at: paths, programs, calls. */
  readonly looked: string;
  /** What was found. */
  readonly says: string;
  /** What to type or to do. */
  readonly fix?: string;
}

/** Nothing is wrong. */
export function ok(id: string, looked: string, says: string): Finding {
  return { id, state: 'ok', looked, says };
}

/** Something that may be as it should. */
export function warning(id: string, looked: string, says: string, fix: string): Finding {
  return { id, state: 'warning', looked, says, fix };
}

/** Something by which keys or readers cannot be reached. */
export function problem(id: string, looked: string, says: string, fix: string): Finding {
  return { id, state: 'problem', looked, says, fix };
}
