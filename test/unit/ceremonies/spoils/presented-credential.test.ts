import {
  presentedCredentialAssertionSpoils,
  presentedCredentialRegistrationSpoils,
} from '../../../../src/ceremonies/spoils/presented-credential.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of presented credential', [
  ...presentedCredentialRegistrationSpoils,
  ...presentedCredentialAssertionSpoils,
]);
