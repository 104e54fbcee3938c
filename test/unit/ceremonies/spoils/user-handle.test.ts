import { userHandleSpoils } from '../../../../src/ceremonies/spoils/user-handle.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of user handle', [...userHandleSpoils]);
