import type { Env } from '../../src/env/env.ts';
import type { PartyClaims } from '../vocabulary/party-facts.ts';
import type { RelyingParty } from '../vocabulary/relying-party.ts';

/** A relying party, opened for judgement. */
export interface PartySession {
  /** The target as the user named it: `http://localhost:3000`. */
  readonly uri: string;
  /** `http`, or `in-process`. */
  readonly transport: string;
  /** Time and chance of the harness. */
  readonly env: Env;
  readonly party: RelyingParty;
  /** Origins that it may take, the likeliest first; `https://` and its rp.id is tried after them. */
  readonly origins: readonly string[];
  /** The only origin given is the party's own for sure. */
  readonly originIsKnown: boolean;
  readonly claims: PartyClaims;
  /** Drawn anew for each run at a party that remembers earlier ones, so that users and credential ids do not meet. */
  readonly distinct?: string;
  close(): Promise<void>;
}
