import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptedPresence } from '../../cli/targets/scripted-presence.ts';
import { inProcessSession } from '../../cli/targets/sim-fido2.ts';
import { simulatedKey } from '../../cli/targets/simulated-key.ts';
import { VirtualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { type HidLink, openHidLink } from '../../src/transport/hid/hid-link.ts';
import { type PcscBinding, pcscBindings } from '../../src/transport/pcsc/pcsc.ts';
import type { CardPort } from '../../src/transport/ports.ts';
import { type Answer, type Benchmark, type Place, timeText } from '../answer.ts';
import { CChild } from '../c-child.ts';
import { type Pcscd, pcscdLacks, startPcscd } from '../pcscd.ts';
import { type Contestant, inProcessAsync, race } from '../race.ts';

const SELECT = Buffer.from('00a4040008a0000006472f000100', 'hex');
const BEST_MS = 20;

const againstPyscard = (binding: PcscBinding): string =>
  `APDU round trips by ${binding} beside pyscard, SELECT on the same card through pcscd`;
const inProcessQuestion = (path: string): string =>
  `a PC/SC round trip of Debian's virtual reader beside ${path} in process, by time`;

/** What do our bindings add to an APDU, and how much faster is the same without a reader? */
export const wiresPcsc: Benchmark = {
  name: 'wires-pcsc',
  run: async (place) => {
    const lacking = pcscdLacks();
    if (lacking !== '') {
      const questions = [...pcscBindings.map(againstPyscard), ...inProcessPaths.map(inProcessQuestion)];
      return questions.map((question) => ({ question, skipped: lacking }));
    }
    return [...(await bindings(place)), ...(await inProcessRace(place))];
  },
};

/** The bindings on a card whose reader does not stall, where the machine allows it. */
async function bindings(place: Place): Promise<Answer[]> {
  const { pcscd, stalls } = await readerOf(place);
  try {
    const here = pcscBindings.filter((binding) => lackOf(place, binding) === '');
    const children = new Map<string, CChild>();
    children.set('pyscard', pyscard(pcscd, place));
    for (const binding of here) {
      const child = fileURLToPath(new URL('./apdu.mjs', import.meta.url));
      children.set(binding, new CChild(pcscd.beside([process.execPath, child, binding])));
    }
    const contestants = [...children].map(([name, child]): Contestant => child.contestant('select', name));
    const finish = await race(contestants, { pace: place.pace, clock: 'wall' });
    for (const child of children.values()) await child.close();
    const microseconds = finish.microseconds('pyscard');
    const reader = stalls ? ", each with the 40 ms that Debian's vpcd waits for itself" : '';
    return pcscBindings.map((binding): Answer => {
      const question = againstPyscard(binding);
      const lack = lackOf(place, binding);
      if (lack !== '') return { question, skipped: lack };
      const scale = `${timeText(finish.microseconds(binding))}, pyscard ${timeText(microseconds)}${reader}`;
      return { question, aim: { atLeast: 0.6 }, value: finish.ratio('pyscard', binding), scale };
    });
  } finally {
    pcscd.stop();
  }
}

async function readerOf(place: Place): Promise<{ pcscd: Pcscd; stalls: boolean }> {
  const quick = await startPcscd(place, 'quick').catch(() => undefined);
  return quick === undefined
    ? { pcscd: await startPcscd(place, 'slow'), stalls: true }
    : { pcscd: quick, stalls: false };
}

const inProcessPaths = ['the same APDU', 'a CTAPHID ping'] as const;

/** The reader as Debian has it, against a card and a key in this process. */
async function inProcessRace(place: Place): Promise<Answer[]> {
  const pcscd = await startPcscd(place, 'slow');
  try {
    const python = pyscard(pcscd, place);
    const { card, hid } = await keyInProcess();
    const ping = new Uint8Array(32);
    const finish = await race(
      [
        python.contestant('select', 'reader'),
        inProcessAsync(inProcessPaths[0], async () => void (await card.transmit(SELECT))),
        inProcessAsync(inProcessPaths[1], async () => void (await hid.ping(ping))),
      ],
      { pace: place.pace, clock: 'wall' },
    );
    await python.close();
    const microseconds = finish.microseconds('reader');
    const stall = microseconds > BEST_MS * 1000 ? ', 40 ms of them waiting for an acknowledgement' : '';
    return inProcessPaths.map((path) => ({
      question: inProcessQuestion(path),
      aim: { atLeast: 50 },
      value: finish.ratio('reader', path),
      scale: `${timeText(finish.microseconds(path))}, pcscd ${timeText(microseconds)}${stall}`,
    }));
  } finally {
    pcscd.stop();
  }
}

async function keyInProcess(): Promise<{ card: CardPort; hid: HidLink }> {
  const clock = new VirtualClock();
  const presence = scriptedPresence();
  const env = { clock, random: seededRandom('bench') };
  const key = simulatedKey({ seed: 1, clock, presence });
  const session = await inProcessSession({ uri: 'sim:fido2', key, presence, clock, env });
  return { card: await session.openCard!(), hid: await openHidLink(await session.openHid!(), env) };
}

function pyscard(pcscd: Pcscd, { root }: Place): CChild {
  return new CChild(pcscd.beside(['/usr/bin/python3', '-B', join(root, 'bench/children/apdu.py')]));
}

function lackOf({ root }: Place, binding: PcscBinding): string {
  if (binding !== 'pcsclite') return '';
  return existsSync(join(root, 'node_modules/pcsclite/build/Release/pcsclite.node')) ? '' : 'pcsclite is not compiled';
}
