import { signatureSpoils } from '../../../../src/ceremonies/spoils/signature.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of signature', [...signatureSpoils]);
