import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { generateSigningKey, type SigningKey } from '../../../src/crypto/signing-key.ts';
import { type MakeCredentialRequest, makeCredentialResponse } from '../../../src/ctap2/make-credential.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { attest } from '../attestation/statement.ts';
import { attestedData, authenticatorData } from '../authenticator-data.ts';
import { authorize, type Proof, refuse, serveTouchOnly } from '../authorize.ts';
import type { CommandContext, Handler } from '../context.ts';
import { findCredential, rememberSigningKey, rpIdHashOf } from '../credentials.ts';
import {
  processRegistrationExtensions,
  type RegistrationOutcome,
  readRegistrationExtensions,
} from '../extensions/registration-extensions.ts';
import { spendPresence } from '../pin-uv-auth.ts';
import { awaitTouch, demandTouch, type Wait } from '../presence-test.ts';
import type { Credential, ResidentPart, StoredCredential } from '../state.ts';
import { wrapCredential } from '../wrapped-credential.ts';

/** authenticatorMakeCredential (CTAP 2.1 section 6.1.2; step numbers of CTAP 2.3). */
export const makeCredential: Handler = function* (context, parameters) {
  const { policy, profile } = context;
  const request = policy.readMakeCredential(parameters);
  const extensions = readRegistrationExtensions(context, request.extensions);
  // step 1
  if (policy.asksForTouchOnly(request.pinUvAuthParam)) yield* serveTouchOnly(context);
  // step 2
  if (request.pinUvAuthParam !== undefined) refuse(policy.protocolStatus(request.pinUvAuthProtocol, profile));
  refuse(policy.rpIdStatus(request.rp.id));
  // step 3
  const alg = policy.pickAlgorithm(request.pubKeyCredParams, profile);
  if (alg === undefined) throw new CtapError(ctapStatus.CTAP2_ERR_UNSUPPORTED_ALGORITHM);
  // steps 5 to 8, 10
  const uv = verificationAsked(context, request);
  // step 9
  refuse(policy.enterpriseStatus(request.enterpriseAttestation, profile));
  // step 11
  const shown = yield* authorize(context, {
    pinUvAuthParam: request.pinUvAuthParam,
    pinUvAuthProtocol: request.pinUvAuthProtocol,
    clientDataHash: request.clientDataHash,
    rpId: request.rp.id,
    permission: permission.mc,
    uv,
  });
  const proof = { ...shown, userVerified: shown.userVerified || policy.touchVerifies(true, profile) };
  const rpIdHash = rpIdHashOf(context, request.rp.id);
  // step 12
  yield* refuseExcluded(context, request, rpIdHash, proof);
  // step 14
  if (policy.registrationNeedsTouch(proof.userPresent)) yield* demandTouch(context);
  if (policy.isTokenSpent(true)) spendPresence(context);
  // step 15
  const outcome = processRegistrationExtensions(context, extensions);
  // steps 16, 17
  const { credential, key } = createCredential(context, request, rpIdHash, alg, outcome);
  // steps 18, 19
  return respond(context, request, { credential, key, outcome, proof });
};

function verificationAsked(context: CommandContext, request: MakeCredentialRequest): boolean {
  const { policy, profile, state } = context;
  const { rk, up, uv: uvOption } = request.options ?? {};
  const hasParam = request.pinUvAuthParam !== undefined;
  // step 5
  const uv = policy.effectiveUv(uvOption, hasParam, profile);
  refuse(policy.uvOptionStatus(uv, profile));
  refuse(policy.rkOptionStatus(rk, profile));
  refuse(policy.upOptionStatus(up, profile));
  // steps 6 to 8
  const asked = { rk: rk === true, uv, hasParam };
  const isProtected = policy.isProtected(state.durable, profile);
  if (policy.isAgainstAlwaysUv(asked, isProtected, profile) || policy.lacksVerification(asked, isProtected, profile)) {
    throw new CtapError(policy.verificationRequiredStatus(profile));
  }
  return uv;
}

function* refuseExcluded(
  context: CommandContext,
  request: MakeCredentialRequest,
  rpIdHash: Uint8Array,
  proof: Proof,
): Wait<void> {
  const { policy, profile } = context;
  const list = request.excludeList ?? [];
  if (policy.isListTooLong(list.length, profile)) throw new CtapError(profile.manners.listTooLong);
  for (const { id, type } of list) {
    if (!policy.isKnownType(type)) continue;
    const credential = findCredential(context, rpIdHash, id);
    if (credential === undefined || !policy.isExcluded(credential, proof.userVerified)) continue;
    const outcome = policy.excludedNeedsTouch(proof.userPresent) ? yield* awaitTouch(context) : 'granted';
    throw new CtapError(policy.excludedStatus(outcome));
  }
}

function createCredential(
  context: CommandContext,
  request: MakeCredentialRequest,
  rpIdHash: Uint8Array,
  alg: number,
  outcome: RegistrationOutcome,
): { credential: Credential; key: SigningKey } {
  const { policy } = context;
  const isResident = policy.isResident(request.options?.rk, context.profile);
  const replaced = isResident ? makeRoom(context, rpIdHash, request.user.id) : [];
  // step 16
  const key = policy.credentialKey(generateSigningKey(alg, context.keying), context.state.durable);
  const { credProtect, hmacSecret } = outcome;
  const content = { rpIdHash, alg, secret: key.secret, credProtect, hmacSecret };
  // step 17
  const credential = isResident ? store(context, request, content, replaced) : wrapCredential(context, content);
  rememberSigningKey(context, credential, key);
  return { credential, key };
}

/** Steps 17.1 and 17.2: what the new credential replaces; refuses where nothing is replaced and nothing is free. */
function makeRoom(context: CommandContext, rpIdHash: Uint8Array, userId: Uint8Array): StoredCredential[] {
  const { policy, profile, state } = context;
  const replaced = state.durable.credentials.filter((stored) => policy.replaces(stored, rpIdHash, userId));
  if (replaced.length === 0 && !policy.hasRoom(state.durable, profile)) throw new CtapError(policy.storeFullStatus());
  return replaced;
}

function store(
  context: CommandContext,
  request: MakeCredentialRequest,
  content: Pick<Credential, 'rpIdHash' | 'alg' | 'secret' | 'credProtect' | 'hmacSecret'>,
  replaced: readonly StoredCredential[],
): StoredCredential {
  const { policy, profile, env, state } = context;
  const { durable } = state;
  const id = policy.credentialId(env.random);
  const [credRandomWithUv, credRandomWithoutUv] = policy.credRandoms(env.random);
  const { rp, user } = request;
  const resident: ResidentPart = {
    rpId: rp.id,
    ...(rp.name === undefined ? {} : { rpName: policy.rpNameAsKept(rp.name, profile) }),
    user: policy.userAsKept(user, profile),
    serial: durable.nextSerial,
    signCount: 0,
  };
  const credential: StoredCredential = { id, ...content, credRandomWithUv, credRandomWithoutUv, resident };
  durable.nextSerial += 1;
  durable.credentials = [...durable.credentials.filter((stored) => !replaced.includes(stored)), credential];
  // step 17.5
  durable.storeState = env.random.bytes(16);
  return credential;
}

function respond(
  context: CommandContext,
  request: MakeCredentialRequest,
  made: { credential: Credential; key: SigningKey; outcome: RegistrationOutcome; proof: Proof },
): Uint8Array {
  const { policy, profile, state } = context;
  const { credential, key, outcome, proof } = made;
  const count = policy.registrationCount(state.durable, profile);
  state.durable.signCount = count.device;
  const { outputs } = outcome;
  const authData = authenticatorData(
    credential.rpIdHash,
    policy.registrationFlags(proof.userVerified, outputs !== undefined, profile),
    count.shown,
    attestedData(policy.shownAaguid(profile), credential.id, policy.shownPublicKey(key.publicKeyBytes)),
    outputs === undefined ? undefined : encodeCbor(outputs),
  );
  const { fmt, attStmt } = attest(context, key, authData, request);
  context.save();
  return encodeMessage(makeCredentialResponse, { fmt, authData, attStmt });
}
