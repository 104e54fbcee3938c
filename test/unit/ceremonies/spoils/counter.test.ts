import { counterSpoils } from '../../../../src/ceremonies/spoils/counter.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of counter', [...counterSpoils]);
