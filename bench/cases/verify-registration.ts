import { createHash, createPublicKey, type KeyObject, verify as nodeVerify, X509Certificate } from 'node:crypto';
import { concat } from '../../src/bytes/bytes.ts';
import { soundVariant } from '../../src/ceremonies/algorithms.ts';
import { testAuthority, testRoots } from '../../src/ceremonies/authority.ts';
import { makeRegistration } from '../../src/ceremonies/make-registration.ts';
import type { AttestationKind } from '../../src/ceremonies/variant.ts';
import { decodeAttestationObject } from '../../src/codec/attestation-object.ts';
import type { CborMap, CborValue } from '../../src/codec/cbor/value.ts';
import { type CoseKey, coseAlgorithm } from '../../src/codec/cose-key.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import type { RegistrationInput } from '../../src/verifier/webauthn/input.ts';
import { verifyRegistration as verify } from '../../src/verifier/webauthn/verify-registration.ts';
import { type Answer, type Benchmark, timeText } from '../answer.ts';
import { inProcess, type Pace, race } from '../race.ts';
import { challenge, origin, rpId } from '../unseeded-key.ts';

const formats: readonly (readonly [AttestationKind, inside: string])[] = [
  ['none', 'import of the credential key'],
  ['packed-self', 'import of the credential key, one verify()'],
  ['packed-x5c', 'import of the credential key, two certificates parsed and verified, one verify()'],
  ['fido-u2f', 'import of the credential key, one certificate parsed and verified, one verify()'],
  ['tpm', 'import of the credential key, two certificates parsed and verified, one verify()'],
  ['android-key', 'import of the credential key, three certificates parsed, two of them verified, one verify()'],
  ['apple', 'import of the credential key, two certificates parsed and verified'],
  ['compound', 'import of the credential key, and what its parts have inside'],
];

/** How much of verifying a registration of each format is the cryptography inside it? */
export const verifyRegistration: Benchmark = {
  name: 'verify-registration',
  run: async ({ pace }) => {
    const answers: Answer[] = [];
    for (const [format, inside] of formats) answers.push(await answerOf(format, inside, pace));
    return answers;
  },
};

async function answerOf(format: AttestationKind, inside: string, pace: Pace): Promise<Answer> {
  const { input, coseKey } = registrationOf(format);
  const finish = await race(
    [inProcess('verifyRegistration', ours(input)), inProcess('bare', bareCryptography(input, coseKey))],
    { pace, clock: 'cpu' },
  );
  const scale = `verifyRegistration ${timeText(finish.microseconds('verifyRegistration'))}`;
  return {
    question: `registration of ${format} with a path to its root beside the bare cryptography inside it`,
    value: finish.ratio('bare', 'verifyRegistration'),
    scale: `${scale}, ${timeText(finish.microseconds('bare'))} for ${inside}`,
  };
}

function registrationOf(attestation: AttestationKind): { input: RegistrationInput; coseKey: CoseKey } {
  const { bytes, credential } = makeRegistration(
    { challenge, origin, rpId, userHandle: Uint8Array.of(1, 2, 3) },
    soundVariant({ attestation }),
    { random: seededRandom('bench'), authority: testAuthority() },
  );
  const input: RegistrationInput = {
    response: {
      rawId: credential.id,
      clientDataJSON: bytes.clientDataJSON,
      attestationObject: bytes.attestationObject,
    },
    expected: {
      challenge,
      origins: [origin],
      rpId,
      attestation: { anchors: testRoots(), atMs: Date.UTC(2026, 0, 1) },
    },
  };
  return { input, coseKey: credential.key.publicKey };
}

function ours(input: RegistrationInput): () => void {
  return () => {
    const verdict = verify(input);
    if (verdict.kind !== 'accepted') throw new Error(`verifyRegistration: ${verdict.because}`);
  };
}

/** The calls of node:crypto alone. Keys that sign are parsed before, certificates each time. */
function bareCryptography({ response }: RegistrationInput, coseKey: CoseKey): () => void {
  if (coseKey.kty !== 2) throw new RangeError(`bench: expected an EC2 key, received kty ${coseKey.kty}`);
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: text(coseKey.x), y: text(coseKey.y) };
  const importKey = (): KeyObject => createPublicKey({ key: jwk, format: 'jwk' });
  const credentialKey = importKey();
  const { fmt, attStmt, authData } = decodeAttestationObject(response.attestationObject);
  const clientDataHash = createHash('sha256').update(response.clientDataJSON).digest();
  const publicKey = concat(Uint8Array.of(4), coseKey.x, coseKey.y);
  const u2f = concat(Uint8Array.of(0), authData.subarray(0, 32), clientDataHash, response.rawId, publicKey);
  const parts = partsOf(fmt, attStmt).map(({ format, statement }) => {
    const sig = statement.get('sig');
    const certInfo = statement.get('certInfo');
    const x5c = (statement.get('x5c') ?? []) as Uint8Array[];
    const key = x5c[0] === undefined ? credentialKey : new X509Certificate(x5c[0]).publicKey;
    const message =
      format === 'fido-u2f' ? u2f : certInfo instanceof Uint8Array ? certInfo : concat(authData, clientDataHash);
    const hash = statement.get('alg') === coseAlgorithm.RS1 ? 'sha1' : 'sha256';
    return { x5c, key, message, hash, sig: sig instanceof Uint8Array ? sig : undefined };
  });
  const root = new X509Certificate(testAuthority().rootDer);
  const rootKey = root.publicKey;
  return () => {
    importKey();
    for (const { x5c, key, message, hash, sig } of parts) {
      const certificates = x5c.map((der) => new X509Certificate(der));
      const keys = certificates.map((certificate) => certificate.publicKey);
      const judged = certificates.filter(({ raw }) => !raw.equals(root.raw));
      const isPath = judged.every((certificate, index) => certificate.verify(keys[index + 1] ?? rootKey));
      if (!isPath) throw new Error('bench: a certificate is not signed by the next');
      if (sig !== undefined && !nodeVerify(hash, message, key, sig)) throw new Error('bench: verify() says no');
    }
  };
}

function partsOf(fmt: string, attStmt: CborValue): { format: string; statement: CborMap }[] {
  if (!Array.isArray(attStmt)) return [{ format: fmt, statement: attStmt as CborMap }];
  return (attStmt as CborMap[]).map((part) => ({
    format: part.get('fmt') as string,
    statement: part.get('attStmt') as CborMap,
  }));
}
