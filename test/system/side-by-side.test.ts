import { describe, expect, it } from 'vitest';
import { keyRules } from '../../cli/catalogue.ts';
import { scriptedPresence } from '../../cli/targets/scripted-presence.ts';
import { hidEndpointOf } from '../../cli/targets/sim-fido2.ts';
import { simulatedKey } from '../../cli/targets/simulated-key.ts';
import { openUdp } from '../../cli/targets/udp.ts';
import { judge } from '../../conformance/engine/run.ts';
import { profileFor } from '../../conformance/profiles.ts';
import { serveUdp, type UdpServer } from '../../simulators/backends/udp.ts';
import { profiles } from '../../simulators/fido2/profiles.ts';
import { Ctap2Client } from '../../src/client/ctap2-client.ts';
import { systemClock, systemEnv } from '../../src/env/system.ts';

/** Cheap rules of every kind: framing, messages, PIN, a reset and a power cycle. */
const rules = keyRules([
  'hid.init.resync',
  'hid.ping.*',
  'ctap2.get-info.*',
  'ctap2.make-credential.exclude-list.*',
  'ctap2.counter.*',
  'ctap2.client-pin.retries.*',
  'ctap2.reset.wipes.*',
]);

/** What the fleet is made of: every profile, and faults that these rules catch, so that verdicts differ from key to key. */
const orders = [
  ...[...profiles.keys()].map((profile) => ({ profile, faults: [] as string[] })),
  { profile: undefined, faults: ['fido2.client-pin.spends-two-tries'] },
  { profile: undefined, faults: ['fido2.make-credential.ignores-exclude-list'] },
  { profile: undefined, faults: ['fido2.reset.keeps-pin'] },
].slice(-24);

interface Emulated {
  readonly name: string;
  readonly server: UdpServer;
}

/** Offers a key that nobody has used. */
async function emulated(index: number): Promise<Emulated> {
  const presence = scriptedPresence();
  const key = simulatedKey({ ...orders[index]!, seed: index, clock: systemClock, presence });
  const server = await serveUdp({ endpoint: hidEndpointOf(key, presence), env: systemEnv, port: 0 });
  return { name: [key.profile.name, ...orders[index]!.faults].join(' '), server };
}

/** Judges a key: every rule with its verdict. */
async function verdicts({ server: { port } }: Emulated): Promise<string[]> {
  const target = { kind: 'udp', uri: `udp:127.0.0.1:${port}`, host: '127.0.0.1', port, local: undefined } as const;
  const session = await openUdp(target, { seed: 3, allow: { reset: true, pin: true, write: true } });
  const found: string[] = [];
  try {
    await judge({
      session,
      rules,
      profile: profileFor(await new Ctap2Client(session.link).getInfo()),
      seed: 3,
      runs: 1,
      listener: (event) => {
        if (event.kind === 'ruleFinished') found.push(`${event.result.id} ${event.result.verdict.kind}`);
      },
    });
  } finally {
    await session.close();
  }
  return found;
}

/** Judges keys, in a row or all at once. */
async function judged(keys: readonly Emulated[], how: 'in a row' | 'at once'): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  const one = async (key: Emulated): Promise<void> => {
    found[key.name] = await verdicts(key);
  };
  if (how === 'at once') await Promise.all(keys.map(one));
  else for (const key of keys) await one(key);
  for (const { server } of keys) await server.close();
  return found;
}

const fleet = (): Promise<Emulated[]> => Promise.all(orders.map((_, index) => emulated(index)));

describe('24 keys over UDP, judged in one process', () => {
  it('come to the verdicts side by side that each comes to alone', async () => {
    const alone = await judged(await fleet(), 'in a row');
    const together = await judged(await fleet(), 'at once');
    expect(Object.keys(together)).toHaveLength(24);
    expect(together).toEqual(alone);
    const accusing = Object.values(alone).filter((found) => found.some((verdict) => verdict.endsWith(' violated')));
    expect(accusing.length).toBeGreaterThanOrEqual(3);
    expect(Object.values(alone).flat().join('\n')).not.toContain(' broken');
  });
});
