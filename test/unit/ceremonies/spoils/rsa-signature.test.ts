import { rsaSignatureSpoils } from '../../../../src/ceremonies/spoils/rsa-signature.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of RSA signatures', rsaSignatureSpoils);
