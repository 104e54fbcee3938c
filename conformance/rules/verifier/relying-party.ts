import type { PartyRule } from '../../vocabulary/party-rule.ts';
import { acceptsAssertions } from './accepts-assertions.ts';
import { acceptsAssertionClientData, acceptsRegistrationClientData } from './accepts-client-data.ts';
import { acceptsRegistrations } from './accepts-registrations.ts';
import { assertionBookkeepingRules, registrationBookkeepingRules } from './bookkeeping.ts';
import { challengeRules } from './challenges.ts';
import { assertionCredentialRules, registrationCredentialRules } from './credentials.ts';
import { optionsRules } from './options.ts';
import { refusesSpoiledAssertions, refusesSpoiledRegistrations } from './refuses-spoiled.ts';

/** Every rule of a relying party, in the order in which people read them. */
export const relyingPartyRules: readonly PartyRule[] = [
  ...optionsRules,
  ...challengeRules,
  ...acceptsRegistrations,
  ...acceptsRegistrationClientData,
  ...acceptsAssertions,
  ...acceptsAssertionClientData,
  ...registrationBookkeepingRules,
  ...registrationCredentialRules,
  ...refusesSpoiledRegistrations,
  ...assertionCredentialRules,
  ...assertionBookkeepingRules,
  ...refusesSpoiledAssertions,
];
