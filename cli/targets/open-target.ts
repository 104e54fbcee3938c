import type { Session } from '../../conformance/engine/session.ts';
import type { OpenHow } from './open-how.ts';
import type { Target } from './target.ts';

/** Opens a target for judgement. Rejects with `UsageError`, or with `BrokenError` when it cannot be reached. */
export async function openTarget(target: Target, how: OpenHow): Promise<Session> {
  switch (target.kind) {
    case 'sim-fido2':
      return (await import('./sim-fido2.ts')).openSimFido2(target, how);
    case 'udp':
      return (await import('./udp.ts')).openUdp(target, how);
  }
}
