import type { OathPolicy } from '../../oath/policy.ts';

/** One fault of a hardware token, and who must notice. */
export interface OathMutant {
  /** `oath.rounds-step-up`. */
  readonly id: string;
  /** The fault in one sentence. */
  readonly fault: string;
  /** `SHOULD`: it breaks only recommendations; its run exits 0 and it counts as killed when observed. */
  readonly level: 'MUST' | 'SHOULD';
  /** The rules that must catch it, each of them. */
  readonly caughtBy: readonly string[];
  /** The personality on which it shows, where `generic` cannot show it. */
  readonly profile?: string;
  /** The sound decisions with exactly one of them spoiled. */
  readonly twist: (sound: OathPolicy) => OathPolicy;
}

/** Makes a fault of a token that replaces exactly one decision; the level is MUST unless said. */
export function oathMutant<Name extends keyof OathPolicy>(
  definition: Omit<OathMutant, 'level' | 'twist'> & {
    readonly level?: OathMutant['level'];
    readonly decision: Name;
    /** Makes the spoiled decision of the sound one. */
    readonly spoil: (sound: OathPolicy[Name]) => OathPolicy[Name];
  },
): OathMutant {
  const { decision, spoil, ...rest } = definition;
  return { level: 'MUST', ...rest, twist: (sound) => ({ ...sound, [decision]: spoil(sound[decision]) }) };
}
