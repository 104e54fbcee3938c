/** Thrown inside a property: the device broke the rule. What was expected of it, and what it did. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly expected: string;
  readonly actual: string;

  constructor(expected: string, actual: string) {
    super(`expected ${expected}, received ${actual}`);
    this.expected = expected;
    this.actual = actual;
  }
}

/** Accuses the device unless `holds`. */
export function expectThat(holds: boolean, expected: string, actual: string | (() => string)): asserts holds {
  if (!holds) throw new Violation(expected, typeof actual === 'string' ? actual : actual());
}

/** Thrown inside a property when this input turns out not to apply to this key; the run is not counted as a check. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}
