import {
  authenticatorDataAssertionSpoils,
  authenticatorDataRegistrationSpoils,
} from '../../../../src/ceremonies/spoils/authenticator-data.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of authenticator data', [
  ...authenticatorDataRegistrationSpoils,
  ...authenticatorDataAssertionSpoils,
]);
