import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../../cli/targets/parse-target.ts';
import { openSimFido2 } from '../../../../cli/targets/sim-fido2.ts';
import type { Session } from '../../../../conformance/engine/session.ts';
import { triedSession } from '../../../../conformance/engine/trial.ts';
import type { RunEvent } from '../../../../conformance/vocabulary/event.ts';
import { Ctap2Client } from '../../../../src/client/ctap2-client.ts';

async function open(uri: string): Promise<Session> {
  const target = parseTarget(uri);
  if (target.kind !== 'sim-fido2') throw new TypeError('expected a simulated key');
  return openSimFido2(target, { seed: 1, allow: { reset: true, pin: true, write: true } });
}

/** The simulated key as if its power cycle had to be seen first. */
async function unproven(
  uri: string,
  changes: Partial<Session> = {},
): Promise<{ powers: Session['powers']; said: string[] }> {
  const session: Session = { ...(await open(uri)), unproven: true, ...changes };
  const said: string[] = [];
  const listener = (event: RunEvent): void => {
    if (event.kind === 'observed') said.push(event.observation.says);
  };
  const info = await new Ctap2Client(session.link).getInfo();
  const tried = await triedSession(session, session.link, info, listener);
  return { powers: tried.powers, said };
}

const nothing = async (): Promise<void> => undefined;

describe('triedSession', () => {
  it('believes a power cycle that changes the key agreement key', async () => {
    const { powers, said } = await unproven('sim:fido2');
    expect(powers.powerCycle && powers.reset).toBe(true);
    expect(said).toEqual([]);
  });

  it('believes a power cycle that a key without PIN shows by forgetting its channels', async () => {
    expect((await unproven('sim:fido2?profile=no-pin')).powers.powerCycle).toBe(true);
  });

  it('does not believe a power cycle that does nothing, and keeps reset where the key serves it as it is', async () => {
    const { powers, said } = await unproven('sim:fido2', { powerCycle: nothing });
    expect(powers).toMatchObject({ powerCycle: false, reset: true });
    expect(said.join()).toContain('power cycle showed no effect');
  });

  it('takes reset away where it is refused and power cannot be cut before it', async () => {
    const late = await open('sim:fido2');
    await late.env.clock.sleep(11_000);
    const info = await new Ctap2Client(late.link).getInfo();
    const tried = await triedSession(
      { ...late, unproven: true, powerCycle: nothing },
      late.link,
      info,
      () => undefined,
    );
    expect(tried.powers).toMatchObject({ powerCycle: false, reset: false });
  });

  it('tries nothing on a session whose powers are its own', async () => {
    const { powers, said } = await unproven('sim:fido2', { unproven: false, powerCycle: nothing });
    expect(powers.powerCycle).toBe(true);
    expect(said).toEqual([]);
  });
});
