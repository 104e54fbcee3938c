import type { Env, Random } from '../../src/env/env.ts';
import type { Subject } from '../vocabulary/event.ts';

/** What the opening of a subject found. */
export type SubjectOpening<Facts> =
  | { readonly facts: Facts; readonly observations: readonly string[] }
  /** Why nothing can be judged. */
  | { readonly because: string };

/** A subject that is neither key nor relying party, opened for judgement. */
export interface SubjectSession<Context, Facts> {
  readonly subject: Subject;
  /** The target as the user named it. */
  readonly uri: string;
  /** `in-process`, `command` or `http`. */
  readonly transport: string;
  /** Time and chance of the harness. */
  readonly env: Env;
  /** Finds out what it is like; rejects with `PartyError` where it does not answer. */
  open(random: Random): Promise<SubjectOpening<Facts>>;
  context(facts: Facts): Context;
  /** The last exchanges as lines of text, oldest first. */
  transcript(): string[];
  forgetTranscript(): void;
  /** Whether it answers at all, once it gave no answer. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
}
