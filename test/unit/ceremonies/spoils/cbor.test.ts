import { cborSpoils } from '../../../../src/ceremonies/spoils/cbor.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of cbor', [...cborSpoils]);
