import type { AssertionSpoil, RegistrationSpoil, Spoil } from '../spoil.ts';
import { attestationCatalogue } from './attestation-catalogue.ts';
import { authenticatorDataAssertionSpoils, authenticatorDataRegistrationSpoils } from './authenticator-data.ts';
import { cborSpoils } from './cbor.ts';
import { clientDataAssertionSpoils, clientDataRegistrationSpoils } from './client-data.ts';
import { counterSpoils } from './counter.ts';
import { credentialIdSpoils } from './credential-id.ts';
import { extensionsAssertionSpoils, extensionsRegistrationSpoils } from './extensions.ts';
import { flagsAssertionSpoils, flagsRegistrationSpoils } from './flags.ts';
import { presentedCredentialAssertionSpoils, presentedCredentialRegistrationSpoils } from './presented-credential.ts';
import { publicKeySpoils } from './public-key.ts';
import { rsaSignatureSpoils } from './rsa-signature.ts';
import { signatureSpoils } from './signature.ts';
import { userHandleSpoils } from './user-handle.ts';

/** Every registration with one named step spoiled. */
export const registrationSpoils: readonly RegistrationSpoil[] = unique([
  ...presentedCredentialRegistrationSpoils,
  ...clientDataRegistrationSpoils,
  ...cborSpoils,
  ...authenticatorDataRegistrationSpoils,
  ...flagsRegistrationSpoils,
  ...credentialIdSpoils,
  ...publicKeySpoils,
  ...extensionsRegistrationSpoils,
  ...attestationCatalogue,
]);

/** Every assertion with one named step spoiled. */
export const assertionSpoils: readonly AssertionSpoil[] = unique([
  ...presentedCredentialAssertionSpoils,
  ...userHandleSpoils,
  ...clientDataAssertionSpoils,
  ...authenticatorDataAssertionSpoils,
  ...flagsAssertionSpoils,
  ...signatureSpoils,
  ...rsaSignatureSpoils,
  ...counterSpoils,
  ...extensionsAssertionSpoils,
]);

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
