import { utf8 } from '../../../src/bytes/bytes.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { coseAlgorithm } from '../../../src/codec/cose-key.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import type { VerifyKey } from '../../../src/crypto/verify-key.ts';
import { canVerify, verifyKeyFromCose } from '../../../src/crypto/verify-key.ts';
import type { CredentialDescriptor, UserEntity } from '../../../src/ctap2/entities.ts';
import { extensionId } from '../../../src/ctap2/extensions.ts';
import type { GetAssertionRequest, GetAssertionResponse } from '../../../src/ctap2/get-assertion.ts';
import type { MakeCredentialRequest, MakeCredentialResponse } from '../../../src/ctap2/make-credential.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import type { Profile } from '../../../src/verifier/webauthn/profile.ts';
import type { AssertionBytesAccepted, AttestationAccepted } from '../../../src/verifier/webauthn/verdict.ts';
import { verifyAssertionBytes } from '../../../src/verifier/webauthn/verify-assertion-bytes.ts';
import { verifyAttestationBytes } from '../../../src/verifier/webauthn/verify-attestation-bytes.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';
import type { Authorization } from './authorize.ts';
import { authorizeAssertion, authorizeMake, verificationFor } from './authorize.ts';

/** What a rule may choose about a credential to be made; the rest is sound and plain. */
export interface MakeChoice {
  readonly rk?: boolean;
  readonly user?: UserEntity;
  readonly rpId?: string;
  readonly extensions?: CborMap;
  readonly excludeList?: CredentialDescriptor[];
  /** COSE algorithms in order; by default what the key lists, or ES256. */
  readonly algorithms?: readonly number[];
  /** `true` proves user verification even where the key does not want it. */
  readonly verified?: boolean;
  /** Distinguishes this ceremony's clientDataHash from others. */
  readonly salt?: string;
}

/** A credential that exists on the key, its attestation judged. */
export interface Made {
  readonly rpId: string;
  readonly user: UserEntity;
  readonly descriptor: CredentialDescriptor;
  readonly key: VerifyKey;
  readonly judged: AttestationAccepted;
  readonly request: MakeCredentialRequest;
  readonly response: MakeCredentialResponse;
  readonly verified: boolean;
}

/** Algorithms of the key that our verifier knows, in the key's order; ES256 where getInfo lists none. */
export function algorithmsOf(facts: KeyFacts): number[] {
  const listed = (facts.info.algorithms ?? []).filter((entry) => entry.type === 'public-key').map((entry) => entry.alg);
  const known = listed.filter(canVerify);
  if (known.length > 0) return known;
  return listed.length === 0 ? [coseAlgorithm.ES256] : listed;
}

/** A 32-byte clientDataHash named by its rule and a salt: readable in a transcript by whoever knows both. */
export function clientDataHash(context: RuleContext, salt = ''): Uint8Array {
  return sha256(utf8(`${context.rpId}/${salt}`));
}

/** A plain user: the id is the text, the names are made from it. */
export function userNamed(text: string): UserEntity {
  return { id: utf8(text), name: `${text}@example.com`, displayName: `User ${text}` };
}

/** A sound makeCredential request, authorised as this key wants it. */
export async function soundMakeRequest(context: RuleContext, choice: MakeChoice = {}): Promise<MakeCredentialRequest> {
  const rpId = choice.rpId ?? context.rpId;
  const hash = clientDataHash(context, `make ${choice.salt ?? ''}`);
  const authorization =
    choice.verified === true
      ? await verificationFor(context, permission.mc, hash, rpId)
      : await authorizeMake(context, hash, rpId);
  const options = optionsOf({ ...(choice.rk === true ? { rk: true } : {}) }, authorization);
  return {
    clientDataHash: hash,
    rp: { id: rpId, name: 'touchstone' },
    user: choice.user ?? userNamed('user'),
    pubKeyCredParams: (choice.algorithms ?? algorithmsOf(context.device.facts)).map((alg) => ({
      alg,
      type: 'public-key',
    })),
    ...(choice.excludeList === undefined ? {} : { excludeList: choice.excludeList }),
    ...(choice.extensions === undefined ? {} : { extensions: choice.extensions }),
    ...options,
    ...paramOf(authorization),
  };
}

/** Makes a credential and judges its attestation. A refusal escapes as `CtapError` and accuses the key. */
export async function makeCredential(context: RuleContext, choice: MakeChoice = {}): Promise<Made> {
  const request = await soundMakeRequest(context, choice);
  const response = await context.device.client.makeCredential(request);
  const made = judgeMade(context, request, response);
  const level = made.judged.extensions?.get(extensionId.credProtect);
  if (choice.extensions?.has(extensionId.credProtect) !== true && (level === 2 || level === 3)) {
    ownLevels.set(context, level);
  }
  return made;
}

/** The credProtect level that the key of a context gives unasked, once it told one above 1. */
const ownLevels = new WeakMap<RuleContext, 2 | 3>();

/** Whether the key lets nobody use its credentials unverified, by a level of its own. */
function hidesFrom(context: RuleContext, choice: AssertChoice): boolean {
  const level = ownLevels.get(context);
  return level === 3 || (level === 2 && (choice.allowList ?? []).length === 0);
}

/**
 * What a key answers for: the form of its vendor's certificate is a rule of its own, and old keys answer CTAP2 with fido-u2f
 * under their own AAGUID.
 */
const ofKeys: Profile = { name: 'keys', waives: { 'certificate-requirements': true, 'u2f-aaguid': true } };
/** Formats of the IANA registry that the verifier does not read. */
const registeredFormats: readonly string[] = ['tpm', 'android-key', 'android-safetynet', 'apple', 'compound'];

/** Judges the answer to a makeCredential with the verifier; accuses the key when it is refused. */
export function judgeMade(
  _context: RuleContext,
  request: MakeCredentialRequest,
  response: MakeCredentialResponse,
): Made {
  const verified = request.pinUvAuthParam !== undefined || request.options?.uv === true;
  const verdict = verifyAttestationBytes({
    fmt: response.fmt,
    attStmt: response.attStmt ?? new Map(),
    authData: response.authData,
    clientDataHash: request.clientDataHash,
    rpId: request.rp.id,
    expected: {
      userVerification: verified ? 'required' : 'preferred',
      pubKeyCredParams: request.pubKeyCredParams,
    },
    profile: ofKeys,
  });
  if (verdict.kind === 'rejected') {
    if (verdict.code === 'attestation-format-unsupported' && registeredFormats.includes(response.fmt)) {
      throw new NotApplicable(`attestation of the format ${response.fmt} is not verified here`);
    }
    if (verdict.code === 'algorithm-unsupported') throw new NotApplicable('the algorithm is not verified here');
    throw new Violation(
      `an attestation that the verifier accepts (${verdict.spec.document} ${verdict.spec.section}${verdict.spec.step === undefined ? '' : ` step ${verdict.spec.step}`})`,
      `${verdict.code}: ${verdict.because}`,
    );
  }
  return {
    rpId: request.rp.id,
    user: request.user,
    descriptor: { id: verdict.credential.id, type: 'public-key' },
    key: verdict.credential.verifyKey ?? verifyKeyFromCose(verdict.credential.coseKey),
    judged: verdict,
    request,
    response,
    verified,
  };
}

/** What a rule may choose about an assertion. */
export interface AssertChoice {
  readonly rpId?: string;
  readonly allowList?: CredentialDescriptor[];
  readonly extensions?: CborMap;
  /** `false` asks for a silent assertion. */
  readonly up?: boolean;
  readonly verified?: boolean;
  readonly salt?: string;
}

/** A sound getAssertion request, authorised as this key wants it. */
export async function soundAssertionRequest(
  context: RuleContext,
  choice: AssertChoice = {},
): Promise<GetAssertionRequest> {
  const rpId = choice.rpId ?? context.rpId;
  const hash = clientDataHash(context, `get ${choice.salt ?? ''}`);
  const authorization =
    choice.verified === true || hidesFrom(context, choice)
      ? await verificationFor(context, permission.ga, hash, rpId)
      : choice.up === false
        ? {}
        : await authorizeAssertion(context, hash, rpId);
  return {
    rpId,
    clientDataHash: hash,
    ...(choice.allowList === undefined ? {} : { allowList: choice.allowList }),
    ...(choice.extensions === undefined ? {} : { extensions: choice.extensions }),
    ...optionsOf({ ...(choice.up === undefined ? {} : { up: choice.up }) }, authorization),
    ...paramOf(authorization),
  };
}

/** An assertion of a credential that the rule knows, judged. */
export interface Asserted {
  readonly request: GetAssertionRequest;
  readonly response: GetAssertionResponse;
  readonly by: Made;
  readonly judged: AssertionBytesAccepted;
}

/** Gets an assertion and judges it against the credentials that may answer. A refusal escapes as `CtapError`. */
export async function getAssertion(
  context: RuleContext,
  by: Made | readonly Made[],
  choice: AssertChoice = {},
): Promise<Asserted> {
  const made = Array.isArray(by) ? (by as readonly Made[]) : [by as Made];
  const request = await soundAssertionRequest(context, {
    rpId: made[0]?.rpId ?? context.rpId,
    allowList: made.map((one) => one.descriptor),
    ...choice,
  });
  const response = await context.device.client.getAssertion(request);
  return judgeAsserted(made, request, response);
}

/** Judges the answer to a getAssertion or getNextAssertion; accuses the key when no known credential can have given it. */
export function judgeAsserted(
  made: readonly Made[],
  request: GetAssertionRequest,
  response: GetAssertionResponse,
): Asserted {
  const by = credentialOf(made, response, request);
  const verified = request.pinUvAuthParam !== undefined || request.options?.uv === true;
  const verdict = verifyAssertionBytes({
    authenticatorData: response.authData,
    signature: response.signature,
    clientDataHash: request.clientDataHash,
    rpId: request.rpId,
    publicKey: by.key,
    backupEligible: by.judged.flags.backupEligible,
    expected: {
      userVerification: verified ? 'required' : 'preferred',
      userPresence: request.options?.up === false ? 'not-required' : 'required',
    },
  });
  if (verdict.kind === 'rejected') {
    throw new Violation(
      `an assertion that the verifier accepts (${verdict.spec.document} ${verdict.spec.section}${verdict.spec.step === undefined ? '' : ` step ${verdict.spec.step}`})`,
      `${verdict.code}: ${verdict.because}`,
    );
  }
  return { request, response, by, judged: verdict };
}

function credentialOf(made: readonly Made[], response: GetAssertionResponse, request: GetAssertionRequest): Made {
  const id = response.credential?.id;
  // CTAP 2.0 let a key leave the credential out when the list had one entry.
  if (id === undefined && made.length === 1 && request.allowList?.length === 1) return made[0]!;
  const found = made.find((one) => id !== undefined && sameId(one.descriptor.id, id));
  if (found === undefined) {
    throw new Violation(
      'the assertion to name a credential that was made for this relying party',
      id === undefined ? 'no credential' : `the unknown credential ${Buffer.from(id).toString('hex')}`,
    );
  }
  return found;
}

function sameId(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.from(left).equals(right);
}

function optionsOf(
  chosen: { rk?: boolean; up?: boolean },
  authorization: Authorization,
): { options?: { rk?: boolean; up?: boolean; uv?: boolean } } {
  const options = { ...chosen, ...(authorization.uvOption === true ? { uv: true } : {}) };
  return Object.keys(options).length === 0 ? {} : { options };
}

function paramOf(authorization: Authorization): { pinUvAuthParam?: Uint8Array; pinUvAuthProtocol?: number } {
  if (authorization.pinUvAuthParam === undefined || authorization.pinUvAuthProtocol === undefined) return {};
  return { pinUvAuthParam: authorization.pinUvAuthParam, pinUvAuthProtocol: authorization.pinUvAuthProtocol };
}
