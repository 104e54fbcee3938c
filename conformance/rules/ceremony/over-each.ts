import fc from 'fast-check';
import { eachOf } from '../../generators/each-of.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';

/** A property over each of a few cases in turn; it does not apply where no case does. One run sees them all. */
export function overEach<T>(
  values: readonly T[],
  check: (value: T) => Promise<void>,
): fc.IAsyncPropertyWithHooks<[readonly T[]]> {
  return fc.asyncProperty(eachOf(values), async (list) => {
    let applied = 0;
    let because: NotApplicable | undefined;
    for (const value of list) {
      try {
        await check(value);
        applied += 1;
      } catch (error) {
        if (!(error instanceof NotApplicable)) throw error;
        because = error;
      }
    }
    if (applied === 0 && because !== undefined) throw because;
  });
}
