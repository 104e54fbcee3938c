import type { Rule } from '../../vocabulary/rule.ts';
import { channelRules } from './channels.ts';
import { lockAndWaitRules } from './lock-and-wait.ts';
import { messageRules } from './messages.ts';

/** The rules over CTAPHID framing (CTAP 2.3 section 11.2). */
export const hidRules: readonly Rule[] = [...channelRules, ...messageRules, ...lockAndWaitRules];
