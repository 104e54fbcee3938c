import fc from 'fast-check';
import type { UserEntity } from '../../src/ctap2/entities.ts';
import { limits } from '../../src/ctap2/limits.ts';

// fast-check keeps collections near ten elements unless told otherwise: `size: 'max'` reaches the bounds.

/** Text whose characters take one to four bytes of UTF-8; at most `maxBytes` bytes of it, never empty. */
export function names(maxBytes = 64): fc.Arbitrary<string> {
  return fc
    .array(characters, { minLength: 1, maxLength: maxBytes, size: 'max' })
    .map((units) => fitting(units, maxBytes));
}

/** A user.id: 1 to 64 bytes. */
export function userIds(): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: 1, maxLength: limits.maxUserIdLength, size: 'max' });
}

/** A user entity with an id and, mostly, both names. */
export function users(): fc.Arbitrary<UserEntity> {
  return fc.record({ id: userIds(), name: names(), displayName: names() }, { requiredKeys: ['id'] });
}

/** Several users whose ids all differ. */
export function distinctUsers(range: { minLength: number; maxLength: number }): fc.Arbitrary<UserEntity[]> {
  return fc.uniqueArray(users(), { ...range, selector: (user) => Buffer.from(user.id).toString('hex') });
}

/** An RP id: a domain name of one to three labels under `example`, or the given one with labels before it. */
export function rpIds(under = 'example'): fc.Arbitrary<string> {
  return fc.array(labels, { minLength: 1, maxLength: 3 }).map((parts) => [...parts, under].join('.'));
}

/** A credential id that no key made: random bytes. */
export function foreignCredentialIds(maxLength = 64): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: Math.min(16, maxLength), maxLength, size: 'max' });
}

const labels = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);

/** One character of each length in UTF-8, plain ones first so that shrinking ends on them. */
const characters = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789 .@-') },
  { weight: 2, arbitrary: fc.constantFrom(...'éüßñøżğЖλ') },
  { weight: 2, arbitrary: fc.constantFrom(...'木鍵सा한€') },
  { weight: 1, arbitrary: fc.constantFrom(...'🔑𝔸😀𐍈') },
);

function fitting(units: string[], maxBytes: number): string {
  let text = '';
  for (const unit of units) {
    if (Buffer.byteLength(text + unit) > maxBytes) break;
    text += unit;
  }
  return text === '' ? 'a' : text;
}
