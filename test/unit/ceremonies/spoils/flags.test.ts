import { flagsAssertionSpoils, flagsRegistrationSpoils } from '../../../../src/ceremonies/spoils/flags.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of flags', [...flagsRegistrationSpoils, ...flagsAssertionSpoils]);
