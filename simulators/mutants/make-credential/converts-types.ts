import { fromUtf8, utf8 } from '../../../src/bytes/bytes.ts';
import type { CborValue } from '../../../src/codec/cbor/value.ts';
import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Reads text as bytes, bytes as text and integers as booleans where another type is due. */
export const convertsTypes = mutant({
  id: 'fido2.make-credential.converts-types',
  fault: 'Reads text as bytes, bytes as text and integers as booleans where another type is due.',
  caughtBy: ['ctap2.make-credential.members.types'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const convert = (map: unknown, member: string, to: (value: unknown) => CborValue | undefined): void => {
        if (!(map instanceof Map)) return;
        const converted = to(map.get(member));
        if (converted !== undefined) map.set(member, converted);
      };
      const toBytes = (value: unknown): CborValue | undefined => (typeof value === 'string' ? utf8(value) : undefined);
      convert(request.get(0x03), 'id', toBytes);
      const excluded = request.get(0x05);
      if (Array.isArray(excluded)) for (const entry of excluded) convert(entry, 'id', toBytes);
      convert(request.get(0x02), 'id', (value) => (value instanceof Uint8Array ? fromUtf8(value) : undefined));
      convert(request.get(0x07), 'rk', (value) => (typeof value === 'number' ? value === 1 : undefined));
    }),
});
