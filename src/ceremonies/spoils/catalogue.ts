import type { AssertionSpoil, RegistrationSpoil, Spoil } from '../spoil.ts';

/** Every registration with one named step spoiled. */
export const registrationSpoils: readonly RegistrationSpoil[] = unique([]);

/** Every assertion with one named step spoiled. */
export const assertionSpoils: readonly AssertionSpoil[] = unique([]);

/** Every spoiled ceremony, registrations first. Ids are unique within a ceremony. */
export const spoils: readonly Spoil[] = [...registrationSpoils, ...assertionSpoils];

function unique<Kind extends Spoil>(list: readonly Kind[]): readonly Kind[] {
  const seen = new Set<string>();
  for (const { id, ceremony } of list) {
    if (seen.has(id)) throw new RangeError(`spoils: expected each id once in a ${ceremony}, received ${id} twice`);
    seen.add(id);
  }
  return list;
}
