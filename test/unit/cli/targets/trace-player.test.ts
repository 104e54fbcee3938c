import { describe, expect, it } from 'vitest';
import { recordedSession } from '../../../../cli/targets/recorded-session.ts';
import { openSimFido2 } from '../../../../cli/targets/sim-fido2.ts';
import { TracePlayer } from '../../../../cli/targets/trace-player.ts';
import type { Session } from '../../../../conformance/engine/session.ts';
import { Ctap2Client } from '../../../../src/client/ctap2-client.ts';
import { PinUv } from '../../../../src/client/pin-uv.ts';
import { secretsOfRequest, secretsOfResponse } from '../../../../src/ctap2/secret-members.ts';
import { VirtualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { TransportError } from '../../../../src/errors/transport-error.ts';
import { openHidLink } from '../../../../src/transport/hid/hid-link.ts';
import { Recording } from '../../../../src/transport/recording.ts';
import { parseTranscript, type Transcript, type TranscriptHeader } from '../../../../src/transport/transcript-line.ts';

const header: TranscriptHeader = {
  schema: 'touchstone-transcript/1',
  tool: { name: 'touchstone', version: '0' },
  target: 'sim:fido2',
  startedAt: '2026-01-01T00:00:00.000Z',
  seed: 7,
  links: ['hid', 'card'],
  secrets: 'kept',
};
const allow = { reset: true, pin: true, write: true };
const redactor = { request: secretsOfRequest, response: secretsOfResponse };

/** What the simulated key and `act` said to each other. */
async function recorded(act: (session: Session) => Promise<void>, isRedacted = false): Promise<Transcript> {
  const lines: string[] = [];
  const recording = new Recording((line) => lines.push(line), header, isRedacted ? redactor : undefined);
  const target = { kind: 'sim-fido2', uri: 'sim:fido2', profile: undefined, faults: [], seed: undefined } as const;
  const session = recordedSession(await openSimFido2(target, { seed: 7, allow, recording }), recording);
  await act(session);
  await session.close();
  return parseTranscript(`${lines.join('\n')}\n`);
}

interface Played {
  readonly player: TracePlayer;
  readonly link: Awaited<ReturnType<typeof openHidLink>>;
  readonly clock: VirtualClock;
}

async function played(transcript: Transcript, nonces = 'harness/7'): Promise<Played> {
  const clock = new VirtualClock();
  const player = new TracePlayer('trace:a', transcript, clock);
  const link = await openHidLink(player.openHid(64), { clock, random: seededRandom(nonces) });
  return { player, link, clock };
}

const getInfo = Uint8Array.of(4);
const selection = Uint8Array.of(0x0b);

describe('TracePlayer', () => {
  it('answers as the key did, also to other nonces', async () => {
    const answers: Uint8Array[] = [];
    const transcript = await recorded(async ({ link }) => {
      answers.push(await link.ctap2(getInfo));
    });
    for (const nonces of ['harness/7', 'others']) {
      const { link } = await played(transcript, nonces);
      expect(await link.ctap2(getInfo)).toEqual(answers[0]);
    }
  });

  it('takes as long as the key did', async () => {
    const waited: number[] = [];
    const wait = async (link: Session['link'], nowMs: () => number): Promise<void> => {
      const startMs = nowMs();
      await link.ctap2(selection);
      waited.push(nowMs() - startMs);
    };
    const transcript = await recorded(async (session) => {
      session.setTouch?.('withhold');
      await wait(session.link, () => session.env.clock.nowMs());
    });
    const { link, clock } = await played(transcript);
    await wait(link, () => clock.nowMs());
    expect(waited[0]).toBeGreaterThan(10_000);
    expect(waited[1]).toBe(waited[0]);
  });

  it('names the line where the host does something else, and says so again', async () => {
    const transcript = await recorded(async ({ link }) => {
      await link.ctap2(getInfo);
    });
    const { link } = await played(transcript);
    const says =
      /^trace:a: line 5: expected the report \w{8} CBOR authenticatorGetInfo of 1 bytes, received the report \w{8} CBOR authenticatorSelection of 1 bytes/;
    await expect(link.ctap2(selection)).rejects.toThrow(says);
    await expect(link.ctap2(getInfo)).rejects.toThrow(says);
  });

  it('says so where the host goes on after the end', async () => {
    const { link } = await played(await recorded(async () => undefined));
    await expect(link.ctap2(getInfo)).rejects.toThrow(
      /^trace:a: after its last line: expected the end of the transcript/,
    );
  });

  it('keeps to where the power was cut', async () => {
    const transcript = await recorded(async ({ link, powerCycle }) => {
      await link.ctap2(getInfo);
      await powerCycle?.();
      await link.reopen();
      await link.ctap2(getInfo);
    });
    const kept = await played(transcript);
    await kept.link.ctap2(getInfo);
    await kept.player.powerCycle();
    await kept.link.reopen();
    expect((await kept.link.ctap2(getInfo))[0]).toBe(0);

    const early = await played(transcript);
    await expect(early.player.powerCycle()).rejects.toThrow('received the event power-cycle');
    const never = await played(transcript);
    await never.link.ctap2(getInfo);
    await expect(never.link.ctap2(getInfo)).rejects.toThrow('expected the event power-cycle');
  });

  it('plays cards, and those that come anew', async () => {
    const select = Uint8Array.from(Buffer.from('00a4040008a0000006472f000100', 'hex'));
    const answers: Uint8Array[] = [];
    const transcript = await recorded(async (session) => {
      const card = await session.openCard?.();
      answers.push(await card!.transmit(select));
    });
    const { player } = await played(transcript);
    expect(await (await player.openCard()).transmit(select)).toEqual(answers[0]);
    const other = await played(transcript);
    const card = await other.player.openCard();
    await expect(card.transmit(Uint8Array.of(0, 0xb0, 0, 0))).rejects.toThrow('received the APDU 00b00000…');
  });

  it('breaks where the link broke', async () => {
    const { header: same, lines } = await recorded(async ({ link }) => {
      await link.ctap2(getInfo);
    });
    const cut = lines.findIndex((line) => line.kind === 'frame' && line.t >= 0 && line.line === 5);
    const detail = { during: 'read', phase: 'receive', reason: 'gone', message: 'the key was unplugged' };
    const lost = { kind: 'event', line: 6, t: 9, event: 'lost', detail } as const;
    const { link } = await played({ header: same, lines: [...lines.slice(0, cut + 1), lost] });
    const failure = await link.ctap2(getInfo).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TransportError);
    expect(failure).toMatchObject({ reason: 'gone', message: 'trace:a: the key was unplugged' });
  });

  it('finds the part of a rule by its mark, and passes over how the key was prepared', async () => {
    const transcript = await recorded(async (session) => {
      session.begin?.('first');
      await session.link.ctap2(getInfo);
      session.begin?.('second');
      await session.link.ctap2(getInfo);
      await session.powerCycle?.();
      await session.link.reopen();
      await session.link.ctap2(Uint8Array.of(0x07));
      await session.link.ctap2(selection);
    });
    const { player, link } = await played(transcript);
    player.begin('second');
    expect((await link.ctap2(getInfo))[0]).toBe(0);
    expect(await link.ctap2(selection)).toEqual(Uint8Array.of(0));
    player.begin('first');
    expect((await link.ctap2(getInfo))[0]).toBe(0);
    player.begin('third');
    await expect(link.ctap2(getInfo)).rejects.toThrow('trace:a: the recorded run did not judge third');
  });

  it('does not pass over anything where the rules come in their order', async () => {
    const transcript = await recorded(async (session) => {
      session.begin?.('first');
      await session.link.ctap2(getInfo);
      await session.link.ctap2(selection);
    });
    const { player, link } = await played(transcript);
    player.begin('first');
    await expect(link.ctap2(selection)).rejects.toThrow('expected the report');
  });

  it('does not answer with what was redacted', async () => {
    const pinOf = async (link: Session['link']): Promise<void> => {
      const pin = new PinUv(new Ctap2Client(link), 2, seededRandom('pin'));
      await pin.setPin('1234');
      await pin.legacyToken('1234');
    };
    const act = ({ link }: Session): Promise<void> => pinOf(link);
    const kept = await played(await recorded(act));
    await pinOf(kept.link);
    const { link } = await played(await recorded(act, true));
    await expect(pinOf(link)).rejects.toThrow(
      /^trace:a: line \d+: authenticatorClientPIN.pinUvAuthToken was redacted, .*: record with --show-secrets$/,
    );
  });
});
