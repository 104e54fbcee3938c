import { equalBytes } from '../../../src/bytes/bytes.ts';
import {
  type CredentialManagementRequest,
  type CredentialManagementResponse,
  credentialManagementRequest,
  credentialManagementResponse,
  credentialManagementSubCommand as subCommands,
} from '../../../src/ctap2/credential-management.ts';
import { decodeMessage, encodeMessage, memberBytes } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { refuse } from '../authorize.ts';
import type { CommandContext, Handler } from '../context.ts';
import { residentCredentials, signingKeyOf } from '../credentials.ts';
import { verifyToken } from '../pin-uv-auth.ts';
import type { ListedRp } from '../policy/management.ts';
import type { Sequence, StoredCredential, TokenUse } from '../state.ts';

type Gates = (request: CredentialManagementRequest) => TokenUse;

const NOTHING = new Uint8Array(0);

/** authenticatorCredentialManagement (CTAP 2.3 section 6.8). */
export const credentialManagement: Handler = function* (context, parameters) {
  return refusing(context, () => serve(context, parameters, true));
};

/** The command as FIDO_2_1_PRE has it: without updateUserInformation. */
export const credentialManagementPreview: Handler = function* (context, parameters) {
  return refusing(context, () => serve(context, parameters, false));
};

function refusing({ policy }: CommandContext, work: () => Uint8Array): Uint8Array {
  try {
    return work();
  } catch (error) {
    throw error instanceof CtapError ? new CtapError(policy.managementStatus(error.status)) : error;
  }
}

function serve(context: CommandContext, parameters: Uint8Array, hasUpdate: boolean): Uint8Array {
  const request = decodeMessage(credentialManagementRequest, parameters);
  const { policy, profile, state } = context;
  const { sequence } = state;
  const subCommand = policy.managementSubCommand(request.subCommand, sequence);
  if (sequence !== undefined && !policy.continuesEnumeration(subCommand, sequence)) state.sequence = undefined;
  const gate: Gates = () => authorized(context, parameters, request);
  switch (subCommand) {
    case subCommands.getCredsMetadata:
      return getCredsMetadata(context, request, gate);
    case subCommands.enumerateRPsBegin:
      return enumerateRpsBegin(context, request, gate);
    case subCommands.enumerateRPsGetNextRP:
      return enumerateRpsNext(context);
    case subCommands.enumerateCredentialsBegin:
      return enumerateCredentialsBegin(context, request, gate);
    case subCommands.enumerateCredentialsGetNextCredential:
      return enumerateCredentialsNext(context);
    case subCommands.deleteCredential:
      return deleteCredential(context, request, gate);
    case subCommands.updateUserInformation:
      if (hasUpdate) return updateUserInformation(context, request, gate);
      break;
  }
  const status = policy.unknownManagementStatus(policy.unknownSubCommandStatus(profile));
  if (status === undefined) return NOTHING;
  throw new CtapError(status);
}

/** Section 6.8.2. */
function getCredsMetadata(context: CommandContext, request: CredentialManagementRequest, gate: Gates): Uint8Array {
  const { policy, profile, state } = context;
  if (!policy.maySeeAll(gate(request))) throw authInvalid();
  return answer({
    existingResidentCredentialsCount: policy.existingCount(state.durable),
    maxPossibleRemainingResidentCredentialsCount: policy.remainingCount(state.durable, profile),
  });
}

/** Section 6.8.3, first step. */
function enumerateRpsBegin(context: CommandContext, request: CredentialManagementRequest, gate: Gates): Uint8Array {
  const { policy, state } = context;
  if (!policy.maySeeAll(gate(request))) throw authInvalid();
  const remaining = policy.listedRps(state.durable.credentials);
  const total = policy.shownTotal(remaining.length);
  const first = remaining.shift();
  if (first === undefined) throw new CtapError(ctapStatus.CTAP2_ERR_NO_CREDENTIALS);
  if (remaining.length > 0) begin(context, { kind: 'rps', remaining });
  return answer({ ...listedRp(context, first), ...(policy.tellsTotal(true) ? { totalRPs: total } : {}) });
}

/** Section 6.8.3, every further step. */
function enumerateRpsNext(context: CommandContext): Uint8Array {
  const { policy, state } = context;
  const sequence = sequenceUnderWay(context);
  const next = sequence.kind === 'rps' ? policy.nextListed(sequence.remaining) : undefined;
  if (next === undefined || sequence.kind !== 'rps') throw notAllowed();
  const total = policy.shownTotal(sequence.remaining.length + 1);
  if (sequence.remaining.length === 0) state.sequence = undefined;
  return answer({ ...listedRp(context, next), ...(policy.tellsTotal(false) ? { totalRPs: total } : {}) });
}

/** Section 6.8.4, first step. */
function enumerateCredentialsBegin(
  context: CommandContext,
  request: CredentialManagementRequest,
  gate: Gates,
): Uint8Array {
  const { policy } = context;
  const use = gate(request);
  const rpIdHash = present(context, request.subCommandParams?.rpIDHash);
  if (!policy.mayManage(use, rpIdHash, policy.rpIdHash)) throw authInvalid();
  const remaining = policy.listedCredentials(residentCredentials(context, rpIdHash), context.state.durable.credentials);
  const total = policy.shownTotal(remaining.length);
  const first = remaining.shift();
  if (first === undefined) throw new CtapError(ctapStatus.CTAP2_ERR_NO_CREDENTIALS);
  if (remaining.length > 0) begin(context, { kind: 'credentials', remaining });
  return answer({ ...listed(context, first), ...(policy.tellsTotal(true) ? { totalCredentials: total } : {}) });
}

/** Section 6.8.4, every further step. */
function enumerateCredentialsNext(context: CommandContext): Uint8Array {
  const { policy, state } = context;
  const sequence = sequenceUnderWay(context);
  const next = sequence.kind === 'credentials' ? policy.nextListed(sequence.remaining) : undefined;
  if (next === undefined || sequence.kind !== 'credentials') throw notAllowed();
  const total = policy.shownTotal(sequence.remaining.length + 1);
  if (sequence.remaining.length === 0) state.sequence = undefined;
  return answer({ ...listed(context, next), ...(policy.tellsTotal(false) ? { totalCredentials: total } : {}) });
}

/** Section 6.8.5. */
function deleteCredential(context: CommandContext, request: CredentialManagementRequest, gate: Gates): Uint8Array {
  const { policy, state } = context;
  const use = gate(request);
  const { id } = present(context, request.subCommandParams?.credentialID);
  const credential = manageable(context, use, id);
  if (credential === undefined) return NOTHING;
  state.durable.credentials = policy.withoutCredential(state.durable.credentials, credential);
  saveChange(context);
  return NOTHING;
}

/** Section 6.8.6. */
function updateUserInformation(context: CommandContext, request: CredentialManagementRequest, gate: Gates): Uint8Array {
  const { policy, profile } = context;
  const use = gate(request);
  const { id } = present(context, request.subCommandParams?.credentialID);
  const user = present(context, request.subCommandParams?.user);
  const credential = manageable(context, use, id);
  if (credential === undefined) return NOTHING;
  const { resident } = credential;
  if (!policy.isSameUser(resident, user.id)) throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
  resident.user = policy.updatedUser(resident.user, policy.userAsKept(user, profile));
  saveChange(context);
  return NOTHING;
}

/** The token that a request shows: missing 0x36, protocol missing or unknown, then MAC and permission 0x33. */
function authorized(context: CommandContext, parameters: Uint8Array, request: CredentialManagementRequest): TokenUse {
  const { policy, profile } = context;
  const { pinUvAuthParam, pinUvAuthProtocol: protocol, subCommand } = request;
  if (!policy.managementNeedsToken(subCommand)) return NO_TOKEN;
  if (pinUvAuthParam === undefined) throw new CtapError(ctapStatus.CTAP2_ERR_PUAT_REQUIRED);
  requireMembers(context, request);
  const number = present(context, policy.managementProtocol(protocol, profile));
  if (!policy.supportsProtocol(number, profile)) throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
  const covered =
    subCommand === subCommands.getCredsMetadata || subCommand === subCommands.enumerateRPsBegin
      ? undefined
      : coveredParams(context, parameters, request);
  const use = verifyToken(context, number, policy.managementMessage(subCommand, covered), pinUvAuthParam);
  if (use === undefined || !policy.hasPermission(use, policy.managementPermission())) throw authInvalid();
  return use;
}

function coveredParams(
  { policy }: CommandContext,
  parameters: Uint8Array,
  request: CredentialManagementRequest,
): Uint8Array | undefined {
  const received = memberBytes(credentialManagementRequest, parameters, 'subCommandParams');
  return received === undefined ? undefined : policy.managementParamsCovered(received, request.subCommandParams);
}

/** What a key without authorization goes by. */
const NO_TOKEN: TokenUse = {
  protocol: 0,
  permissions: 0xff,
  rpId: undefined,
  userVerified: true,
  userPresent: false,
  startedAtMs: 0,
  lastUsedAtMs: 0,
  initialUsageLimitMs: 0,
  isUsed: true,
};

function requireMembers(context: CommandContext, request: CredentialManagementRequest): void {
  const params = request.subCommandParams;
  switch (request.subCommand) {
    case subCommands.enumerateCredentialsBegin:
      present(context, params?.rpIDHash);
      return;
    case subCommands.updateUserInformation:
      present(context, params?.user);
      present(context, params?.credentialID);
      return;
    case subCommands.deleteCredential:
      present(context, params?.credentialID);
  }
}

/** The stored credential with an id, if the token may change it; a bound token learns nothing of other relying parties. */
function manageable(context: CommandContext, use: TokenUse, id: Uint8Array): StoredCredential | undefined {
  const { policy, state } = context;
  const credential = state.durable.credentials.find((stored) => equalBytes(stored.id, id));
  if (credential === undefined) {
    refuse(policy.unknownCredentialStatus(policy.maySeeAll(use)));
    return undefined;
  }
  if (!policy.mayManage(use, credential.rpIdHash, policy.rpIdHash)) throw authInvalid();
  return credential;
}

function begin(
  context: CommandContext,
  what: { kind: 'rps'; remaining: ListedRp[] } | { kind: 'credentials'; remaining: StoredCredential[] },
): void {
  const { env, policy, profile, via } = context;
  const deadlineMs = policy.sequenceDeadlineMs(env.clock.nowMs(), profile);
  context.state.sequence = { ...what, transport: via.transport, channel: via.channel, deadlineMs };
}

/** The sequence that this channel may go on with, its deadline put off. Throws 0x30 where there is none (any more). */
function sequenceUnderWay(context: CommandContext): Sequence {
  const { env, policy, profile, state, via } = context;
  const { sequence } = state;
  const nowMs = env.clock.nowMs();
  if (sequence === undefined || !policy.ownsSequence(sequence, via)) throw notAllowed();
  if (!policy.isSequenceAlive(sequence, nowMs)) {
    state.sequence = undefined;
    throw notAllowed();
  }
  sequence.deadlineMs = policy.deadlineAfterStep(sequence, nowMs, profile);
  return sequence;
}

function listedRp({ policy }: CommandContext, rp: ListedRp): CredentialManagementResponse {
  const id = policy.listedRpId(rp.rpId);
  return {
    rp: { id, ...(rp.rpName === undefined ? {} : { name: rp.rpName }) },
    rpIDHash: policy.listedRpIdHash(rp.rpIdHash),
  };
}

function listed(context: CommandContext, credential: StoredCredential): CredentialManagementResponse {
  const { policy, profile } = context;
  const credProtect = policy.listedCredProtect(credential, profile);
  return {
    user: policy.listedUser(credential.resident.user),
    credentialID: { id: policy.listedCredentialId(credential), type: 'public-key' },
    publicKey: policy.listedPublicKey(signingKeyOf(context, credential).publicKey),
    ...(credProtect === undefined ? {} : { credProtect }),
  };
}

function saveChange(context: CommandContext): void {
  const { durable } = context.state;
  durable.storeState = context.policy.storeStateAfterChange(durable.storeState, context.env.random);
  context.save();
}

function answer(response: CredentialManagementResponse): Uint8Array {
  return encodeMessage(credentialManagementResponse, response);
}

function present<T>(context: CommandContext, member: T | undefined): T {
  if (member === undefined) throw new CtapError(context.profile.manners.missing);
  return member;
}

function authInvalid(): CtapError {
  return new CtapError(ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID);
}

function notAllowed(): CtapError {
  return new CtapError(ctapStatus.CTAP2_ERR_NOT_ALLOWED);
}
