import { publicKeySpoils } from '../../../../src/ceremonies/spoils/public-key.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of public key', [...publicKeySpoils]);
