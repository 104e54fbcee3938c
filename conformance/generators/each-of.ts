import fc from 'fast-check';

/**
 * All of a few values, in their order; a failure shrinks to one of them. For rules with so few cases that leaving one out by
 * chance would leave a fault in.
 */
export function eachOf<T>(values: readonly T[]): fc.Arbitrary<readonly T[]> {
  return new EachOf(values);
}

class EachOf<T> extends fc.Arbitrary<readonly T[]> {
  readonly #values: readonly T[];

  constructor(values: readonly T[]) {
    super();
    this.#values = values;
  }

  generate(): fc.Value<readonly T[]> {
    return new fc.Value(this.#values, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is readonly T[] {
    return Array.isArray(value);
  }

  shrink(value: readonly T[]): fc.Stream<fc.Value<readonly T[]>> {
    if (value.length < 2) return fc.Stream.nil();
    return fc.Stream.of(...value.map((one) => new fc.Value<readonly T[]>([one], undefined)));
  }
}
