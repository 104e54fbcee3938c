import fc from 'fast-check';
import { encodeDeparting } from '../../../src/codec/cbor/depart.ts';
import type { DepartureKind } from '../../../src/codec/cbor/departure.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { ctapStatus, statusName } from '../../../src/ctap2/status.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { rawRequest } from '../ceremony/raw-request.ts';
import { expectRefused, expectStatus, expectUnchanged, observableState } from '../ceremony/refusal.ts';
import type { SpoiledCommand } from './sound-request.ts';
import { commandsOf, soundRequest } from './sound-request.ts';

const encoding: SpecReference = { document: 'CTAP 2.3', section: '8' };

/** A sound request spoiled once. `place`: which of the places where that is possible, counted from the last. */
interface Departing {
  readonly command: SpoiledCommand;
  readonly departure: DepartureKind;
  readonly place: number;
}

function departures({ device }: RuleContext, kinds: readonly DepartureKind[], places: number): fc.Arbitrary<Departing> {
  return fc.record({
    command: fc.constantFrom(...commandsOf(device.facts)),
    departure: fc.constantFrom(...kinds),
    place: fc.oneof({ withCrossShrink: true }, fc.constant(0), { weight: 3, arbitrary: fc.nat({ max: places - 1 }) }),
  });
}

/** Where makeCredential and getAssertion carry extensions. */
const EXTENSION_MEMBERS = [0x06, 0x04];

async function spoiled(
  context: RuleContext,
  { command: name, departure, place }: Departing,
  isBare = false,
): Promise<{ what: string; bytes: Uint8Array }> {
  const { command, parameters } = await soundRequest(context, name);
  // makeCredential and getAssertion: the extension, of which a key need not read a byte
  if (isBare) for (const key of EXTENSION_MEMBERS) if (parameters.get(key) instanceof Map) parameters.delete(key);
  const bytes = departing(parameters, departure, place);
  if (bytes === undefined) throw new NotApplicable('the request has no such place');
  return { what: `${name} with ${words[departure]} (place ${place} from the end)`, bytes: rawRequest(command, bytes) };
}

/** Spoiled at the `place`-th place from the end, where the unknown extension is: what a lax reader passes over most easily. */
function departing(parameters: CborMap, departure: DepartureKind, place: number): Uint8Array | undefined {
  // truncation counts from the end by itself
  if (departure === 'truncated') return encodeDeparting(parameters, departure, place);
  let places = 0;
  while (encodeDeparting(parameters, departure, places) !== undefined) places += 1;
  return place < places ? encodeDeparting(parameters, departure, places - 1 - place) : undefined;
}

const words: Readonly<Record<DepartureKind, string>> = {
  'non-minimal-integer': 'an integer longer than it need be',
  'non-minimal-length': 'a length longer than it need be',
  'unsorted-keys': 'two keys of a map in the wrong order',
  'duplicate-key': 'a key twice in one map',
  'indefinite-length': 'an item of indefinite length',
  tag: 'a tag',
  float: 'a floating-point number for an integer',
  undefined: 'undefined for a value',
  'simple-value': 'an unassigned simple value for a value',
  'invalid-utf8': 'text that is not UTF-8',
  'too-deep': 'arrays nested more than four deep',
  'trailing-bytes': 'a byte after its end',
  truncated: 'its last bytes missing',
};

/** A key that reads such a request is refused nothing by the standard but a recommendation: MUST is only what no key can serve. */
function refuses(
  id: string,
  says: string,
  kinds: readonly DepartureKind[],
  more: {
    readonly level?: Rule['level'];
    readonly runs?: number;
    readonly places?: number;
    readonly isBare?: boolean;
  } = {},
): Rule {
  const { level = 'SHOULD', runs = 24, places = 24, isBare = false } = more;
  return rule<[Departing]>({
    id: `cbor.requests.${id}`,
    level,
    says,
    spec: [encoding],
    needs: { touches: 1 },
    runs,
    property: (context) =>
      fc.asyncProperty(departures(context, kinds, places), async (departing) => {
        const { what, bytes } = await spoiled(context, departing, isBare);
        const before = await observableState(context.device);
        expectRefused(await context.device.send(bytes), what);
        await expectUnchanged(context.device, before, what);
      }),
  });
}

const { CTAP2_ERR_INVALID_CBOR } = ctapStatus;

/** The departures that no reading of CBOR mends, by which the status is judged. */
const plainly: readonly DepartureKind[] = [
  'truncated',
  'indefinite-length',
  'duplicate-key',
  'unsorted-keys',
  'non-minimal-integer',
  'non-minimal-length',
];

/** Requests that depart from CTAP2 canonical CBOR: a decoder SHOULD refuse them, and none can serve a request that is not whole. */
export const canonicalFormRules: readonly Rule[] = [
  refuses('truncated', 'A request that ends too early, wherever in what the key reads, is refused.', ['truncated'], {
    level: 'MUST',
    runs: 60,
    places: 400,
    isBare: true,
  }),
  refuses('truncated.extension', 'A request that ends within an unknown extension is refused.', ['truncated'], {
    runs: 6,
    places: 12,
  }),
  refuses('trailing-bytes', 'A request with bytes after its end is refused.', ['trailing-bytes'], {
    runs: 3,
    places: 1,
  }),
  refuses('non-minimal', 'A request with an integer or a length in more bytes than it needs is refused.', [
    'non-minimal-integer',
    'non-minimal-length',
  ]),
  refuses('unsorted-keys', 'A request with a map whose keys are out of order is refused.', ['unsorted-keys'], {
    places: 12,
  }),
  refuses('duplicate-key', 'A request with a map that has a key twice is refused.', ['duplicate-key'], { places: 12 }),
  refuses('indefinite-length', 'A request with an item of indefinite length is refused.', ['indefinite-length']),
  refuses('tag', 'A request with a tag is refused.', ['tag']),
  refuses(
    'foreign-values',
    'A request with a floating-point number, undefined or an unassigned simple value in it is refused.',
    ['float', 'undefined', 'simple-value'],
  ),
  refuses('invalid-utf8', 'A request with text that is not UTF-8 is refused.', ['invalid-utf8'], { places: 12 }),
  refuses('too-deep', 'A request nested more than four deep is refused.', ['too-deep']),
  rule<[Departing]>({
    id: 'cbor.requests.status',
    level: 'SHOULD',
    says: `A request that is not canonical CBOR is refused with ${statusName(CTAP2_ERR_INVALID_CBOR)}.`,
    spec: [encoding],
    needs: { touches: 1 },
    runs: 30,
    property: (context) =>
      fc.asyncProperty(departures(context, plainly, 12), async (departing) => {
        const { what, bytes } = await spoiled(context, departing);
        expectStatus(await context.device.send(bytes), [CTAP2_ERR_INVALID_CBOR], what);
      }),
  }),
];
