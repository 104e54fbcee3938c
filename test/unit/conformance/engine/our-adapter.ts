import type { VerifierAdapter } from '../../../../conformance/engine/adapter-party.ts';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import type { Profile } from '../../../../src/verifier/webauthn/profile.ts';
import type { NewCredential } from '../../../../src/verifier/webauthn/verdict.ts';
import { verifyAssertion } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';

/** Our own verifier as an adapter: the one of docs/adapters.md. */
export function ourAdapter(profile?: Profile): VerifierAdapter<NewCredential> {
  const judgedBy = profile === undefined ? {} : { profile };
  return {
    verifyRegistration(response, expected) {
      const { algorithms, roots, revocationLists, atMs, attestation, isRegistered, ...same } = expected;
      const verdict = verifyRegistration({
        response,
        expected: {
          ...same,
          pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
          isRegistered: (id) => isRegistered(toBase64url(id)),
          ...(attestation === 'none'
            ? {}
            : { attestation: { anchors: roots, atMs, acceptSafetyNet: true, revocation: { crls: revocationLists } } }),
        },
        ...judgedBy,
      });
      if (verdict.kind === 'accepted') return { accepted: true, credential: verdict.credential };
      return { accepted: false, because: verdict.because, spec: verdict.spec };
    },
    verifyAssertion(response, { credential, userHandle, ...expected }) {
      const publicKey = credential.verifyKey ?? credential.publicKey;
      const verdict = verifyAssertion({
        response,
        credential: { ...credential, publicKey, userHandle },
        expected,
        ...judgedBy,
      });
      if (verdict.kind === 'accepted') return { accepted: true, credential: { ...credential, ...verdict.update } };
      return { accepted: false, because: verdict.because, spec: verdict.spec };
    },
  };
}
