/** The ways in which bytes can leave CTAP2 canonical CBOR (CTAP 2.3 section 8). */
export const departureKinds = [
  'non-minimal-integer',
  'non-minimal-length',
  'unsorted-keys',
  'duplicate-key',
  'indefinite-length',
  'tag',
  'float',
  'undefined',
  'simple-value',
  'invalid-utf8',
  'too-deep',
  'trailing-bytes',
  'truncated',
] as const;

/** One way to leave canonical CBOR. */
export type DepartureKind = (typeof departureKinds)[number];

/**
 * A departure that was found. `offset` is the byte where the item concerned begins: for keys the later key, for
 * `too-deep` the first container below the limit, for `truncated` the item that runs out, for `trailing-bytes` the first
 * byte too many. `path` names the item, or the map whose key it is.
 */
export interface Departure {
  kind: DepartureKind;
  offset: number;
  path: string;
}

/** The nesting of maps and arrays that CTAP2 allows (CTAP 2.3 section 8). */
export const MAX_DEPTH = 4;
