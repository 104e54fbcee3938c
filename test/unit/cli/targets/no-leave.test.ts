import { describe, expect, it } from 'vitest';
import { scriptedPresence } from '../../../../cli/targets/scripted-presence.ts';
import { inProcessSession } from '../../../../cli/targets/sim-fido2.ts';
import { simulatedKey } from '../../../../cli/targets/simulated-key.ts';
import { judge } from '../../../../conformance/engine/run.ts';
import { profileFor } from '../../../../conformance/profiles.ts';
import { foldRun } from '../../../../conformance/report/fold.ts';
import { rules } from '../../../../conformance/rules/catalogue.ts';
import type { Interaction, Via } from '../../../../simulators/ports/responder.ts';
import type { Store } from '../../../../simulators/ports/store.ts';
import { clientPinSubCommand } from '../../../../src/ctap2/client-pin.ts';
import { ctapCommand } from '../../../../src/ctap2/commands.ts';
import { VirtualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';

/** Remembers what the key saved: a document each time that something for good has changed. */
class CountingStore implements Store {
  readonly documents: Uint8Array[] = [];

  load(): undefined {
    return undefined;
  }

  save(document: Uint8Array): void {
    this.documents.push(document.slice());
  }
}

/** Commands that a key answered, and how often each was answered with success. */
interface Count {
  readonly asked: Map<number, number>;
  readonly granted: Map<number, number>;
  readonly pinCommands: number[];
}

const pinCommandsThatTry: readonly number[] = [
  clientPinSubCommand.setPin,
  clientPinSubCommand.changePin,
  clientPinSubCommand.getPinToken,
  clientPinSubCommand.getPinUvAuthTokenUsingPinWithPermissions,
];

/** Judges a sound key by the whole catalogue as if it were real hardware, without leave, and counts what reached it. */
async function judged(seed: number): Promise<{ count: Count; store: CountingStore; upheld: number; violated: number }> {
  const clock = new VirtualClock();
  const presence = scriptedPresence();
  const store = new CountingStore();
  const key = simulatedKey({ seed, clock, presence, store });
  const count: Count = { asked: new Map(), granted: new Map(), pinCommands: [] };
  countAt(key.authenticator, count);
  const env = { clock, random: seededRandom(`harness/${seed}`) };
  const session = await inProcessSession({ uri: 'nfc:', key, presence, clock, env });
  const fold = foldRun({ name: 'touchstone', version: '0' });
  const none = { reset: false, pin: false, write: false };
  await judge({
    session: { ...session, real: true, unproven: true, allow: none, powers: { ...session.powers, ...none } },
    rules,
    profile: profileFor({ versions: [...key.profile.versions] }),
    seed,
    listener: fold.listener,
  });
  await session.close();
  const { upheld, violated } = fold.report().summary;
  return { count, store, upheld, violated };
}

/** Counts at the key itself, below every wire. */
function countAt(authenticator: { ctap2(request: Uint8Array, via: Via): Interaction }, count: Count): void {
  const ctap2 = authenticator.ctap2.bind(authenticator);
  authenticator.ctap2 = function* (request, via): Interaction {
    const command = request[0] ?? -1;
    count.asked.set(command, (count.asked.get(command) ?? 0) + 1);
    if (command === ctapCommand.clientPin) count.pinCommands.push(subCommandOf(request));
    const answer = yield* ctap2(request, via);
    if (answer[0] === 0) count.granted.set(command, (count.granted.get(command) ?? 0) + 1);
    return answer;
  };
}

/** The value of member 2 where it directly follows member 1, as in every sound request. */
function subCommandOf(request: Uint8Array): number {
  return request[2] === 0x01 ? (request[5] ?? -1) : (request[3] ?? -1);
}

describe('real hardware without leave', () => {
  it('is judged by what writes nothing, resets nothing and tries no PIN', async () => {
    const { count, store, upheld, violated } = await judged(11);
    expect(violated).toBe(0);
    expect(upheld).toBeGreaterThan(50);
    expect(count.asked.get(ctapCommand.reset) ?? 0).toBe(0);
    expect(count.granted.get(ctapCommand.makeCredential) ?? 0).toBe(0);
    expect(count.pinCommands.filter((sub) => pinCommandsThatTry.includes(sub))).toEqual([]);
    // the document of a new key, and nothing after it
    expect(store.documents).toHaveLength(1);
  });
});
