import { credentialIdSpoils } from '../../../../src/ceremonies/spoils/credential-id.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of credential id', [...credentialIdSpoils]);
