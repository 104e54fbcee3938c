import {
  clientDataAssertionSpoils,
  clientDataRegistrationSpoils,
} from '../../../../src/ceremonies/spoils/client-data.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of client data', [...clientDataRegistrationSpoils, ...clientDataAssertionSpoils]);
