import { execFile } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { createGuardrails, verifySync } from 'otplib';
import { type HotpKey, hotpKey } from '../../src/oath/hotp.ts';
import { findNearestStep } from '../../src/oath/search.ts';
import { type Answer, type Benchmark, type Place, timeText } from '../answer.ts';
import { CChild, type Compiled, compileC } from '../c-child.ts';
import { daySearch, searchByCreateHmac } from '../day-search.ts';
import { type Contestant, inProcess, race } from '../race.ts';

const { secret, centre, steps } = daySearch;
const bySha = 'a search of ±2880 steps beside C with the SHA instructions, by speed';

/** What does the activation of a token cost, whose clock may be a day off? */
export const oathSearch: Benchmark = {
  name: 'oath-search',
  run: async (place) => {
    const key = hotpKey(secret);
    const value = key.truncated(daySearch.wanted) % 1e6;
    const keyObject = createSecretKey(secret);
    const compiled = compiledSearch(place);
    const child = 'missing' in compiled ? undefined : new CChild([compiled.path]);
    const finish = await race(
      [
        inProcess('ours', ours(key, value)),
        // without its pads the key is searched as where there is no WebAssembly
        inProcess('midstate', ours({ hash: 'SHA1', truncated: key.truncated }, value)),
        inProcess('createHmac', () => searchByCreateHmac(keyObject, value)),
        inProcess('otplib', otplib(value)),
        ...(child === undefined ? [] : [child.contestant('sha-ni', 'sha-ni'), child.contestant('hmac', 'C HMAC()')]),
      ],
      { pace: place.pace, clock: 'cpu' },
    );
    await child?.close();
    const time = (name: string): string => timeText(finish.microseconds(name));
    const scale = `a search ${time('ours')}`;
    const answers: Answer[] = [
      {
        question: 'a search of ±2880 steps beside createHmac with a KeyObject, by speed',
        aim: { atLeast: 25 },
        value: finish.ratio('createHmac', 'ours'),
        scale: `${scale}, createHmac ${time('createHmac')}`,
      },
      {
        question: 'a search of ±2880 steps beside verifySync of otplib, its guard rails raised, by speed',
        aim: { atLeast: 80 },
        value: finish.ratio('otplib', 'ours'),
        scale: `${scale}, otplib ${time('otplib')}`,
      },
      {
        question: 'the same search without WebAssembly beside createHmac with a KeyObject, by speed',
        aim: { atLeast: 3 },
        value: finish.ratio('createHmac', 'midstate'),
        scale: `a search ${time('midstate')}`,
      },
    ];
    if ('missing' in compiled) answers.push({ question: bySha, skipped: compiled.missing });
    else {
      answers.push(
        {
          question: bySha,
          aim: { atLeast: 1 },
          value: finish.ratio('sha-ni', 'ours'),
          scale: `${scale}, C ${time('sha-ni')}`,
          inTheWay: SHA_IN_THE_WAY,
        },
        {
          question: 'a search of ±2880 steps beside C with HMAC() of OpenSSL, by speed',
          value: finish.ratio('C HMAC()', 'ours'),
          scale: `${scale}, C ${time('C HMAC()')}`,
        },
      );
    }
    return [...answers, await cold(place, value)];
  },
};

const SHA_IN_THE_WAY =
  'C keeps the SHA unit full, since the processor overlaps one counter with the next: 160 cycles a code. Vectors of WebAssembly have four lanes, no rotation and no logic of three operands: about 14 operations a round and four codes, of which two rounds go side by side';

async function cold(place: Place, value: number): Promise<Answer> {
  const program = join(place.scratch, 'cold-search.mjs');
  await build({
    absWorkingDir: place.root,
    entryPoints: ['bench/cold-search.ts'],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  const contestants = ['ours', 'createHmac'].map(
    (how): Contestant => ({
      name: how,
      measure: async () => {
        const { stdout } = await promisify(execFile)(process.execPath, [program, how, `${value}`]);
        const [wallNs, cpuNs] = stdout.split(' ').map(Number);
        return { wallNs: wallNs!, cpuNs: cpuNs! };
      },
    }),
  );
  // what people wait for: the engine compiles better code meanwhile, on another processor
  const finish = await race(contestants, { pace: place.pace, clock: 'wall', times: 1 });
  return {
    question: 'the first search of ±2880 steps of a process, compiling included, beside createHmac, by wall time',
    aim: { atMost: 0.2 },
    value: finish.ratio('ours', 'createHmac'),
    scale: `${timeText(finish.microseconds('ours'))}, createHmac ${timeText(finish.microseconds('createHmac'))}`,
    inTheWay:
      'two thirds are the engine compiling the module on threads of its own, which wait where the machine is busy',
  };
}

function compiledSearch(place: Place): Compiled {
  if (!/^flags\b.*\bsha_ni\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'))) {
    return { missing: 'the processor has no SHA instructions' };
  }
  return compileC(place, 'oath-search', ['crypto']);
}

function ours(key: HotpKey, value: number): () => void {
  return () => {
    const found = findNearestStep(key, value, 6, centre, centre - steps, centre + steps);
    if (found !== daySearch.wanted) throw new Error(`findNearestStep: found ${found}`);
  };
}

/** It looks from the oldest step on, so that the last one is the wanted one here too. */
function otplib(value: number): () => void {
  const options = {
    strategy: 'totp',
    secret,
    token: `${value}`.padStart(6, '0'),
    epoch: centre * 30,
    epochTolerance: steps * 30,
    guardrails: createGuardrails({ MAX_WINDOW: 2 * steps + 1 }),
  } as const;
  return () => {
    const result = verifySync(options);
    if (!result.valid || result.delta !== steps) throw new Error(`otplib: ${JSON.stringify(result)}`);
  };
}
