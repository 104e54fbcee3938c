import { equalBytes } from '../../../src/bytes/bytes.ts';
import type { Oversight } from '../../../src/verifier/webauthn/ledger.ts';
import type { Rejected } from '../../../src/verifier/webauthn/verdict.ts';
import { refusedBy } from '../../verifier/party-verdict.ts';
import type { PartyCredential } from '../../verifier/records.ts';
import { type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

const everything: Oversight = { has: () => true };

/** Faults over what is kept of a ceremony, and of which one. */
export const bookkeepingMutants: readonly VerifierMutant[] = [
  verifierMutant({
    id: 'verifier.keeps-refused-registrations',
    fault: 'Stores the credential of a registration before it is verified.',
    caughtBy: ['verifier.assertion.refuses.credential-of-refused-registration'],
    twist: (sound) => {
      let refusal: Rejected | undefined;
      return {
        ...sound,
        verifyRegistration: (input, overlooks) => {
          const verdict = sound.verifyRegistration(input, overlooks);
          refusal = verdict.kind === 'rejected' ? verdict : undefined;
          return refusal === undefined ? verdict : sound.verifyRegistration(input, everything);
        },
        verifyAssertion: (input, overlooks) => {
          refusal = undefined;
          return sound.verifyAssertion(input, overlooks);
        },
        tells: (verdict) => sound.tells(refusal === undefined ? verdict : refusedBy(refusal)),
      };
    },
  }),
  verifierMutant({
    id: 'verifier.counts-refused-assertions',
    fault: 'Stores the counter of an assertion before its signature is verified.',
    level: 'SHOULD',
    caughtBy: ['verifier.assertion.accepts.after-refusal'],
    twist: (sound) => {
      let refusal: Rejected | undefined;
      return {
        ...sound,
        verifyRegistration: (input, overlooks) => {
          refusal = undefined;
          return sound.verifyRegistration(input, overlooks);
        },
        verifyAssertion: (input, overlooks) => {
          const verdict = sound.verifyAssertion(input, overlooks);
          refusal = verdict.kind === 'rejected' ? verdict : undefined;
          return refusal === undefined ? verdict : sound.verifyAssertion(input, everything);
        },
        tells: (verdict) => sound.tells(refusal === undefined ? verdict : refusedBy(refusal)),
      };
    },
  }),
  verifierMutant({
    id: 'verifier.tries-every-key-of-a-user',
    fault: 'Verifies a signature with each key of the user, whichever credential is named.',
    caughtBy: ['verifier.assertion.refuses.key-of-another-credential'],
    twist: (sound) => {
      let known: readonly PartyCredential[] = [];
      return {
        ...sound,
        credentialOf: (credentials, rawId) => {
          const named = sound.credentialOf(credentials, rawId);
          known = credentials.filter(
            ({ userHandle }) => named !== undefined && equalBytes(userHandle, named.userHandle),
          );
          return named;
        },
        verifyAssertion: (input, overlooks) => {
          const verdict = sound.verifyAssertion(input, overlooks);
          if (verdict.kind === 'accepted') return verdict;
          const tried = known.map(({ publicKey }) =>
            sound.verifyAssertion({ ...input, credential: { ...input.credential, publicKey } }, overlooks),
          );
          return tried.find(({ kind }) => kind === 'accepted') ?? verdict;
        },
      };
    },
  }),
  verifierMutant({
    id: 'verifier.forgets-uv-of-resident-keys',
    fault: 'Does not demand user verification of a registration that asks for a resident key.',
    caughtBy: ['verifier.registration.refuses.flags.uv-missing-of-resident-key'],
    twist: (sound) => ({
      ...sound,
      demandedOf: (options) =>
        options.authenticatorSelection?.residentKey === 'required' ? 'discouraged' : sound.demandedOf(options),
    }),
  }),
];
