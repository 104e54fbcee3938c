import { createHash } from 'node:crypto';
import { concat } from '../../src/bytes/bytes.ts';
import { keepCredentialKey } from '../../src/verifier/webauthn/credential-key.ts';
import type { AssertionInput } from '../../src/verifier/webauthn/input.ts';
import { verifyAssertion } from '../../src/verifier/webauthn/verify-assertion.ts';
import { type Benchmark, timeText } from '../answer.ts';
import { inProcess, race } from '../race.ts';
import {
  assertionIn,
  challenge,
  clientDataJSON,
  getAssertionCommand,
  makeCredentialCommand,
  origin,
  registeredIn,
  rpId,
  served,
  unseededKey,
} from '../unseeded-key.ts';

const CREDENTIALS = 1000;

/** What does it cost that each assertion is by another credential, whose key comes as bytes from a store? */
export const rotateCredentials: Benchmark = {
  name: 'rotate-credentials',
  run: async ({ pace }) => {
    const inputs = assertionsOf(CREDENTIALS);
    const [first] = inputs;
    if (first === undefined) throw new RangeError('bench: expected a credential, received none');
    const kept = { ...first, credential: { ...first.credential, publicKey: keyOf(first) } };
    const finish = await race(
      [
        inProcess('kept', () => judge(kept)),
        inProcess('rotating', inTurn(inputs.map((input) => () => judge(input)))),
        inProcess('bare kept', bare(first)),
        inProcess('bare rotating', inTurn(inputs.map(bare))),
      ],
      { pace, clock: 'cpu' },
    );
    const bareRatio = finish.ratio('bare kept', 'bare rotating').toFixed(2);
    const keptText = `one key ${timeText(finish.microseconds('kept'))}`;
    return [
      {
        question: `assertions of ${CREDENTIALS} credentials in turn, keys as bytes, beside one kept key`,
        aim: { atLeast: 0.9 },
        value: finish.ratio('kept', 'rotating'),
        scale: `${keptText}, in turn ${timeText(finish.microseconds('rotating'))}; verify() alone with as many keys ${bareRatio}`,
        inTheWay: `keys and assertions of ${CREDENTIALS} credentials do not fit the nearest caches: verify() alone, its keys parsed before, comes to ${bareRatio}`,
      },
    ];
  },
};

function assertionsOf(count: number): AssertionInput[] {
  const key = unseededKey();
  return Array.from({ length: count }, () => {
    const { credentialId, publicKey } = registeredIn(served(key, makeCredentialCommand));
    const { authData, signature } = assertionIn(served(key, getAssertionCommand(credentialId)));
    return {
      response: { rawId: credentialId, clientDataJSON, authenticatorData: authData, signature },
      credential: { id: credentialId, publicKey, signCount: 0 },
      expected: { challenge, origins: [origin], rpId },
    };
  });
}

function judge(input: AssertionInput): void {
  const verdict = verifyAssertion(input);
  if (verdict.kind !== 'accepted') throw new Error(`verifyAssertion: ${verdict.because}`);
}

function keyOf({ credential }: AssertionInput): ReturnType<typeof keepCredentialKey> {
  return credential.publicKey instanceof Uint8Array ? keepCredentialKey(credential.publicKey) : credential.publicKey;
}

function bare(input: AssertionInput): () => void {
  const { authenticatorData, signature } = input.response;
  const key = keyOf(input);
  const message = concat(authenticatorData, createHash('sha256').update(clientDataJSON).digest());
  return () => {
    if (!key.verify(message, signature)) throw new Error('verify(): the signature is not right');
  };
}

function inTurn(operations: readonly (() => void)[]): () => void {
  let at = 0;
  return () => {
    operations[at]?.();
    at = (at + 1) % operations.length;
  };
}
