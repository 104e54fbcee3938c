import type { SpecReference } from '../../src/verifier/webauthn/step.ts';
import type { Rejected } from '../../src/verifier/webauthn/verdict.ts';

/** The end of a ceremony at the simulated relying party. */
export type SimulatedVerdict =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      /** The code, then the sentence: `challenge-mismatch: challenge: expected …, received …`. */
      readonly because: string;
      /** The clause at which it was refused. */
      readonly spec: SpecReference;
      /** A refusal code of the verifier, or one of the party's own: `response-malformed`, `challenge-unknown`, `challenge-expired`, `credential-unknown`, `credential-of-another-user`. */
      readonly code: string;
    };

/** The verifier's refusal as the party tells it. */
export function refusedBy({ code, because, spec }: Rejected): SimulatedVerdict {
  return { kind: 'refused', code, because: `${code}: ${because}`, spec };
}

/** A refusal of the party itself, before the verifier was asked. */
export function refused(code: string, because: string, section: string, step?: string): SimulatedVerdict {
  const document = 'WebAuthn Level 3';
  const spec = step === undefined ? { document, section } : { document, section, step };
  return { kind: 'refused', code, because: `${code}: ${because}`, spec };
}
