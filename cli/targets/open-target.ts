import type { PartySession } from '../../conformance/engine/party-session.ts';
import type { Session } from '../../conformance/engine/session.ts';
import type { SubjectSession } from '../../conformance/engine/subject-session.ts';
import type { TokenContext, TokenFacts } from '../../conformance/vocabulary/oath-token.ts';
import type { OtpContext, OtpFacts } from '../../conformance/vocabulary/oath-verifier.ts';
import type { OpenHow } from './open-how.ts';
import { recordedSession } from './recorded-session.ts';
import type { KeyTarget, OtpTarget, PartyTarget, SimOathTarget } from './target.ts';

/** Opens a key for judgement. Rejects with `UsageError`, or with `BrokenError` when it cannot be reached. */
export async function openTarget(target: KeyTarget, how: OpenHow): Promise<Session> {
  const session = await openKey(target, how);
  return how.recording === undefined ? session : recordedSession(session, how.recording);
}

async function openKey(target: KeyTarget, how: OpenHow): Promise<Session> {
  switch (target.kind) {
    case 'sim-fido2':
      return (await import('./sim-fido2.ts')).openSimFido2(target, how);
    case 'udp':
      return (await import('./udp.ts')).openUdp(target, how);
    case 'tcp':
      return (await import('./tcp.ts')).openTcp(target, how);
    case 'vpcd':
      return (await import('./vpcd.ts')).openVpcd(target, how);
    case 'usb':
      return (await import('./usb.ts')).openUsb(target, how);
    case 'nfc':
      return (await import('./nfc.ts')).openNfc(target, how);
    case 'trace':
      return (await import('./trace.ts')).openTrace(target, how);
  }
}

/** Opens a relying party for judgement. Throws `UsageError`; whether a server can be reached shows at its first request. */
export async function openParty(target: PartyTarget, how: Pick<OpenHow, 'seed'>): Promise<PartySession> {
  switch (target.kind) {
    case 'sim-verifier':
      return (await import('./sim-verifier.ts')).openSimVerifier(target, how);
    case 'http':
      return (await import('./http.ts')).openHttp(target, how);
  }
}

/** Opens the simulated token of one-time codes for judgement. Rejects with `UsageError`. */
export async function openOathToken(
  target: SimOathTarget,
  how: Pick<OpenHow, 'seed'>,
): Promise<SubjectSession<TokenContext, TokenFacts>> {
  return (await import('./sim-oath.ts')).openSimOath(target, how);
}

/** Opens a verifier of one-time codes for judgement. Rejects with `UsageError`; whether it can be reached shows at its first request. */
export async function openOtpVerifier(
  target: OtpTarget,
  how: Pick<OpenHow, 'seed'>,
): Promise<SubjectSession<OtpContext, OtpFacts>> {
  switch (target.kind) {
    case 'sim-otp-verifier':
      return (await import('./sim-otp-verifier.ts')).openSimOtpVerifier(target, how);
    case 'exec':
      return (await import('./exec.ts')).openExec(target, how);
    case 'http-oath':
      return (await import('./http-oath.ts')).openHttpOath(target, how);
  }
}
