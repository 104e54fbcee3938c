import type { Random } from '../../src/env/env.ts';
import type { CommandApdu } from '../../src/transport/card/apdu.ts';
import type { Interaction } from '../ports/responder.ts';
import type { OathCardPolicy } from './policy.ts';
import type { OathCardProfile } from './profile.ts';
import type { KeptCard, OathCredential, PoweredCard } from './state.ts';
import { CardRefusal, oathStatus } from './status.ts';

/** What a command of the card works with. */
export interface OathCardContext {
  readonly profile: OathCardProfile;
  readonly policy: OathCardPolicy;
  readonly random: Random;
  readonly kept: KeptCard;
  readonly powered: PoweredCard;
  /** Writes what is kept for good; when it returns, that is on disk. Throws `StoreError`, nothing being changed then. */
  keep(next: KeptCard): void;
}

/** One instruction: its answer without the status word, at once or after a touch. Throws `CardRefusal`. */
export interface OathInstruction {
  readonly ins: number;
  /** Whether the password must be proved before, where one is set. */
  readonly needsCode: boolean;
  /** Whether P1 and P2 are right. */
  takes(apdu: CommandApdu): boolean;
  run(context: OathCardContext, apdu: CommandApdu): Uint8Array | Interaction;
}

/** The answer of a command that has nothing to say. */
export const nothing: Uint8Array = new Uint8Array(0);

/** P1 and P2 of most commands. */
export function takesNoParameters({ p1, p2 }: CommandApdu): boolean {
  return p1 === 0 && p2 === 0;
}

/** The credential of that name. Throws `CardRefusal` (6984). */
export function credentialNamed({ kept, policy }: OathCardContext, name: Uint8Array): OathCredential {
  const found = kept.credentials.find((credential) => policy.isSameName(credential.name, name));
  if (found === undefined) throw new CardRefusal(oathStatus.NO_SUCH_OBJECT);
  return found;
}

/** All credentials, one of them replaced. */
export function replaced(kept: KeptCard, old: OathCredential, next: OathCredential): KeptCard {
  return { ...kept, credentials: kept.credentials.map((credential) => (credential === old ? next : credential)) };
}
