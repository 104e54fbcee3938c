import { type GetInfoResponse, getInfoResponse } from '../../../src/ctap2/get-info.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import type { CommandContext, Handler } from '../context.ts';

/** authenticatorGetInfo (CTAP 2.1 section 6.4). */
// biome-ignore lint/correctness/useYield: a handler is a generator, this one never waits
export const getInfo: Handler = function* (context) {
  return encodeMessage(getInfoResponse, context.policy.information(information(context)));
};

function information(context: CommandContext): GetInfoResponse {
  const { policy, profile, state } = context;
  const info: GetInfoResponse = {
    versions: [...profile.versions],
    ...(profile.extensions.length === 0 ? {} : { extensions: [...profile.extensions] }),
    aaguid: policy.shownAaguidOf(profile, state.durable),
    options: policy.shownOptions(profile, state.durable),
    maxMsgSize: profile.maxMsgSize,
    ...(profile.pinUvAuthProtocols.length === 0 ? {} : { pinUvAuthProtocols: [...profile.pinUvAuthProtocols] }),
  };
  return policy.showsMembersOf21(profile) ? { ...info, ...membersOf21(context) } : info;
}

function membersOf21({ policy, profile, state }: CommandContext): Partial<GetInfoResponse> {
  const { durable } = state;
  const { userVerification } = profile;
  return {
    maxCredentialCountInList: profile.maxCredentialCountInList,
    maxCredentialIdLength: profile.maxCredentialIdLength,
    transports: [...profile.transports],
    algorithms: profile.algorithms.map((alg) => ({ alg, type: 'public-key' })),
    ...('clientPin' in profile.options
      ? { forcePINChange: durable.forcePinChange, minPINLength: durable.minPinLength }
      : {}),
    ...(profile.maxPinLength !== undefined && policy.showsMembersOf22(profile)
      ? { maxPINLength: profile.maxPinLength }
      : {}),
    firmwareVersion: profile.firmwareVersion,
    ...(userVerification === undefined
      ? {}
      : {
          preferredPlatformUvAttempts: userVerification.preferredPlatformUvAttempts,
          uvModality: userVerification.modality,
        }),
    ...(profile.options['rk'] === true
      ? { remainingDiscoverableCredentials: policy.shownRemaining(profile, durable) }
      : {}),
  };
}
