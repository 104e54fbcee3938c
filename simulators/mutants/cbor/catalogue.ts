import type { Mutant } from '../mutant.ts';
import { passesOverBrokenExtensions } from './passes-over-broken-extensions.ts';
import { refusesUnknownKeysOfClientPin } from './refuses-unknown-keys-of-client-pin.ts';
import { saysOkToNoise } from './says-ok-to-noise.ts';
import { sendsIndefiniteMaps } from './sends-indefinite-maps.ts';
import { sendsLongHeads } from './sends-long-heads.ts';
import { sendsUnsortedCoseKeys } from './sends-unsorted-cose-keys.ts';
import { servesBrokenOffRequests } from './serves-broken-off-requests.ts';
import { stumblesAfterDeepNesting } from './stumbles-after-deep-nesting.ts';
import { takesDeepNesting } from './takes-deep-nesting.ts';
import { takesDuplicateKeys } from './takes-duplicate-keys.ts';
import { takesForeignValues } from './takes-foreign-values.ts';
import { takesIndefiniteLengths } from './takes-indefinite-lengths.ts';
import { takesInvalidUtf8 } from './takes-invalid-utf8.ts';
import { takesLongHeads } from './takes-long-heads.ts';
import { takesTags } from './takes-tags.ts';
import { takesTrailingBytes } from './takes-trailing-bytes.ts';
import { takesUnsortedKeys } from './takes-unsorted-keys.ts';

/** Faults of the CBOR of requests and answers. */
export const cborMutants: readonly Mutant[] = [
  takesTrailingBytes,
  takesLongHeads,
  takesUnsortedKeys,
  takesDuplicateKeys,
  takesIndefiniteLengths,
  takesTags,
  takesForeignValues,
  takesInvalidUtf8,
  takesDeepNesting,
  servesBrokenOffRequests,
  passesOverBrokenExtensions,
  saysOkToNoise,
  stumblesAfterDeepNesting,
  refusesUnknownKeysOfClientPin,
  sendsLongHeads,
  sendsIndefiniteMaps,
  sendsUnsortedCoseKeys,
];
