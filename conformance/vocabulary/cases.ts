import fc from 'fast-check';

/** Inputs of a rule: drawn at random, or a list of which every one is tried. */
export type Cases<T> = fc.Arbitrary<T> | readonly T[];

/** A property whose first runs are `examples`, in their order: inputs that no run may miss. */
export interface WithExamples<Ts> {
  readonly examples?: readonly Ts[];
}

/**
 * A property over one named input, which prints as `{length: 58}`. A list of cases is tried whole, the first of them first, and
 * a failing case shrinks to the first one that fails.
 */
export function overCases<T>(
  input: string,
  cases: Cases<T>,
  check: (value: T) => Promise<void>,
): fc.IAsyncPropertyWithHooks<[Record<string, T>]> & WithExamples<[Record<string, T>]> {
  const isList = !(cases instanceof fc.Arbitrary);
  const values = isList ? fc.constantFrom(...cases) : cases;
  const property = fc.asyncProperty<[Record<string, T>]>(fc.record({ [input]: values }), (value) =>
    check(value[input] as T),
  );
  return isList
    ? Object.assign(property, { examples: cases.map((value): [Record<string, T>] => [{ [input]: value }]) })
    : property;
}
