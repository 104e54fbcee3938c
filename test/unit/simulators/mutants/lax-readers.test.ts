import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cborMaps } from '../../../../conformance/generators/cbor.ts';
import { soundCardPolicy } from '../../../../simulators/endpoints/card-policy.ts';
import { soundHidPolicy } from '../../../../simulators/endpoints/hid-policy.ts';
import { soundPolicy } from '../../../../simulators/fido2/policy.ts';
import { tolerating } from '../../../../simulators/mutants/cbor/tolerating.ts';
import { wholeMembers } from '../../../../simulators/mutants/cbor/whole-members.ts';
import { rereading } from '../../../../simulators/mutants/make-credential/rereading.ts';
import { decodeCbor } from '../../../../src/codec/cbor/decode.ts';
import { encodeDeparting } from '../../../../src/codec/cbor/depart.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../../src/codec/cbor/value.ts';
import { getAssertionRequest } from '../../../../src/ctap2/get-assertion.ts';
import { encodeMessage } from '../../../../src/ctap2/schema.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';

const sound = { fido2: soundPolicy, hid: soundHidPolicy, card: soundCardPolicy };
const request = encodeMessage(getAssertionRequest, { rpId: 'x.example', clientDataHash: new Uint8Array(32) });

test('a whole map is left as it is', () => {
  fc.assert(
    fc.property(cborMaps(), (map) => {
      const bytes = encodeCbor(map);
      expect(wholeMembers(bytes)).toEqual(bytes);
    }),
    { seed: 1 },
  );
});

test('a map cut short keeps the members that came whole, in their order', () => {
  fc.assert(
    fc.property(cborMaps(), fc.nat({ max: 80 }), (map, lacking) => {
      const bytes = encodeCbor(map);
      const cut = bytes.subarray(0, Math.max(1, bytes.length - 1 - lacking));
      if (bytes.length < 2) return;
      const kept = decodeCbor(wholeMembers(cut)) as CborMap;
      const all = [...(decodeCbor(bytes) as CborMap)];
      expect([...kept]).toEqual(all.slice(0, kept.size));
      expect(kept.size).toBeLessThan(Math.max(1, map.size));
    }),
    { seed: 2 },
  );
});

test('a lax reader takes the departures that it is lax about and no others', () => {
  const lax = tolerating(sound, ['tag']).fido2;
  const tagged = encodeDeparting(decodeCbor(request), 'tag')!;
  const trailing = encodeDeparting(decodeCbor(request), 'trailing-bytes')!;
  expect(lax.readGetAssertion(tagged)).toEqual(soundPolicy.readGetAssertion(request));
  expect(() => soundPolicy.readGetAssertion(tagged)).toThrow(DecodeError);
  expect(() => lax.readGetAssertion(trailing)).toThrow(DecodeError);
});

test('what is no canonical map is left to the sound reader', () => {
  const changed = rereading(sound, () => {
    throw new RangeError('changed');
  }).fido2;
  expect(() => changed.readMakeCredential(Uint8Array.of(0xff))).toThrow(DecodeError);
  expect(() => changed.readMakeCredential(Uint8Array.of(0xa0))).toThrow(RangeError);
});
