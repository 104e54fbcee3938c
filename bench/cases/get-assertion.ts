import { generateKeyPairSync, sign } from 'node:crypto';
import type { Answer, Benchmark } from '../answer.ts';
import { timeText } from '../answer.ts';
import { CChild, compileC } from '../c-child.ts';
import { inProcess, race } from '../race.ts';
import { credentialIdIn, getAssertionCommand, makeCredentialCommand, served, unseededKey } from '../unseeded-key.ts';

const SIGNED_LENGTH = 69;

/** How much of an assertion is the signature in it? */
export const getAssertion: Benchmark = {
  name: 'get-assertion',
  run: async (place) => {
    const key = unseededKey();
    const request = getAssertionCommand(credentialIdIn(served(key, makeCredentialCommand)));
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const message = new Uint8Array(SIGNED_LENGTH);
    const ours = inProcess('getAssertion', () => served(key, request));
    const bare = inProcess('sign', () => sign('sha256', message, privateKey));
    const program = compileC(place, 'sign', ['crypto']);
    const c = 'path' in program ? new CChild([program.path]) : undefined;
    const contestants = c === undefined ? [ours, bare] : [ours, bare, c.contestant('sign', 'C')];
    const finish = await race(contestants, { pace: place.pace, clock: 'cpu' });
    await c?.close();
    const scale = `getAssertion ${timeText(finish.microseconds('getAssertion'))}`;
    const inTheWay =
      "CBOR both ways, the policy's questions and the collection of their objects are 3 to 4 µs beside a signature of about 17 µs";
    const againstC = 'getAssertion, CBOR in and out, beside a bare C signature';
    const answers: Answer[] = [
      'missing' in program
        ? { question: againstC, skipped: program.missing }
        : {
            question: againstC,
            aim: { atLeast: 0.75 },
            value: finish.ratio('C', 'getAssertion'),
            scale: `${scale}, C ${timeText(finish.microseconds('C'))}`,
            inTheWay: `${inTheWay}; node's own sign() is at ${finish.ratio('C', 'sign').toFixed(2)} of C`,
          },
      {
        question: 'getAssertion, CBOR in and out, beside node sign()',
        aim: { atLeast: 0.85 },
        value: finish.ratio('sign', 'getAssertion'),
        scale: `${scale}, sign() ${timeText(finish.microseconds('sign'))}`,
        inTheWay,
      },
    ];
    return answers;
  },
};
