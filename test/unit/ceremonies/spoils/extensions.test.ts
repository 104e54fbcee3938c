import {
  extensionsAssertionSpoils,
  extensionsRegistrationSpoils,
} from '../../../../src/ceremonies/spoils/extensions.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of extensions', [...extensionsRegistrationSpoils, ...extensionsAssertionSpoils]);
