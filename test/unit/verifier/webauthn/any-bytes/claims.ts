import { constants, createHash, createPublicKey, verify } from 'node:crypto';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { expect } from 'vitest';
import { concat, equalBytes } from '../../../../../src/bytes/bytes.ts';
import { toHex } from '../../../../../src/bytes/hex.ts';
import { coseAlgorithm } from '../../../../../src/codec/cose-key.ts';
import { decodeAuthenticationResponse, decodeRegistrationResponse } from '../../../../../src/codec/webauthn-json.ts';
import { refusalCodes } from '../../../../../src/verifier/webauthn/refusal-code.ts';
import type {
  AssertionVerdict,
  RegistrationAccepted,
  RegistrationVerdict,
} from '../../../../../src/verifier/webauthn/verdict.ts';
import type { AssertionCase, RegistrationCase } from './cases.ts';

const codes: ReadonlySet<string> = new Set(refusalCodes);

/** A verdict is accepted, or rejected with a code that is known. */
export function expectVerdict(verdict: AssertionVerdict | RegistrationVerdict): void {
  if (verdict.kind === 'accepted') return;
  if (!codes.has(verdict.code) || verdict.because.length > 4096)
    expect.fail(`${verdict.code}: ${verdict.because.slice(0, 200)}`);
}

const { ES384, ESP384, ES512, ESP512, RS384, RS512, PS256, PS384, PS512 } = coseAlgorithm;
const { EdDSA, Ed25519, Ed448 } = coseAlgorithm;
const sha384s: readonly number[] = [ES384, ESP384, RS384, PS384];
const sha512s: readonly number[] = [ES512, ESP512, RS512, PS512];
const edwards: readonly number[] = [EdDSA, Ed25519, Ed448];
const pss: readonly number[] = [PS256, PS384, PS512];
const lattices = new Map([
  [coseAlgorithm['ML-DSA-44'] as number, ml_dsa44],
  [coseAlgorithm['ML-DSA-65'], ml_dsa65],
  [coseAlgorithm['ML-DSA-87'], ml_dsa87],
]);

/** What an accepted assertion says of its authenticator and its client is what was signed, by node:crypto's word. */
export function expectSigned(base: AssertionCase, response: unknown): void {
  const { authenticatorData, clientDataJSON, signature, rawId } = decodeAuthenticationResponse(response);
  expect(toHex(authenticatorData)).toBe(toHex(base.made.bytes.authenticatorData));
  expect(toHex(clientDataJSON)).toBe(toHex(base.made.bytes.clientDataJSON));
  expect(rawId).toEqual(base.credential.id);
  const message = concat(authenticatorData, createHash('sha256').update(clientDataJSON).digest());
  expect(isSigned(base, message, signature), 'the signature, by another verifier').toBe(true);
}

function isSigned({ key, publicKeyInfo }: AssertionCase, message: Uint8Array, signature: Uint8Array): boolean {
  const lattice = lattices.get(key.alg);
  if (lattice !== undefined && 'pub' in key.publicKey) return lattice.verify(signature, message, key.publicKey.pub);
  const publicKey = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' });
  const hash = sha384s.includes(key.alg) ? 'sha384' : sha512s.includes(key.alg) ? 'sha512' : 'sha256';
  const parameters = pss.includes(key.alg)
    ? { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : publicKey;
  return verify(edwards.includes(key.alg) ? null : hash, message, parameters, signature);
}

/** The registrations that an accepted one can be, by their authenticator data. */
export function byAuthenticatorData(cases: readonly RegistrationCase[]): ReadonlyMap<string, RegistrationCase> {
  return new Map(cases.map((each) => [toHex(each.made.bytes.authData), each]));
}

/**
 * What an accepted registration says is what an authenticator attested: without a statement, the key and the id are those
 * of the authenticator data that was sent; with one, everything is as it was made.
 */
export function expectAttested(
  sound: ReadonlyMap<string, RegistrationCase>,
  response: unknown,
  { credential, attestation }: RegistrationAccepted,
): void {
  const { attestationObject, clientDataJSON, rawId } = decodeRegistrationResponse(response);
  expect(rawId).toEqual(credential.id);
  const whole = Buffer.from(attestationObject);
  const { id, publicKey } = credential;
  expect(isWithin(concat(Uint8Array.of(id.length >> 8, id.length & 0xff), id, publicKey), whole)).toBe(true);
  if (attestation.format === 'none') return;
  const base = [...sound.values()].find(({ made }) => isWithin(made.bytes.authData, whole));
  if (base === undefined) expect.fail('authData: expected what an authenticator attested, received another');
  expect(toHex(clientDataJSON)).toBe(toHex(base.made.bytes.clientDataJSON));
  expect(equalBytes(publicKey, base.made.credential.publicKeyBytes)).toBe(true);
  const own = Buffer.from(base.made.bytes.attestationObject);
  const [leaf] = attestation.trustPath;
  if (leaf !== undefined && attestation.format !== 'android-safetynet')
    expect(isWithin(leaf, own), 'the certificate').toBe(true);
}

function isWithin(part: Uint8Array, whole: Buffer): boolean {
  return whole.includes(Buffer.from(part));
}
