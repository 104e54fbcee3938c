import type { Rule } from '../../vocabulary/rule.ts';
import { tokenIssueRules } from './pin-uv-auth-token-issue.ts';
import { tokenLifeRules } from './pin-uv-auth-token-life.ts';
import { tokenUseRules } from './pin-uv-auth-token-use.ts';

/** Duties over pinUvAuthTokens: how they are issued, what they open and for how long (CTAP 2.3 sections 6.5.2 and 6.5.5.7). */
export const pinUvAuthTokenRules: readonly Rule[] = [...tokenIssueRules, ...tokenUseRules, ...tokenLifeRules];
