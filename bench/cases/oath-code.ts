import { createHmac, createSecretKey } from 'node:crypto';
import { generateSync } from 'otplib';
import { utf8 } from '../../src/bytes/bytes.ts';
import { codeOf, hotp, hotpKey, truncate } from '../../src/oath/hotp.ts';
import { type Benchmark, timeText } from '../answer.ts';
import { inProcess, race } from '../race.ts';

const secret = utf8('12345678901234567890');
const BEGIN = 50_000_000;

/** What does one code cost, the key kept? */
export const oathCode: Benchmark = {
  name: 'oath-code',
  run: async ({ pace }) => {
    const key = hotpKey(secret);
    const keyObject = createSecretKey(secret);
    const bytes = Buffer.alloc(8);
    const byCreateHmac = (counter: number): string => {
      bytes.writeBigUInt64BE(BigInt(counter));
      return codeOf(truncate(createHmac('sha1', keyObject).update(bytes).digest()), 6);
    };
    const byOtplib = (counter: number): string => generateSync({ strategy: 'hotp', secret, counter });
    const ours = (counter: number): string => hotp(key, counter);
    for (let counter = BEGIN; counter < BEGIN + 100; counter += 1) {
      const code = ours(counter);
      if (code !== byCreateHmac(counter) || code !== byOtplib(counter)) throw new Error(`${counter}: codes differ`);
    }
    const finish = await race(
      [counting('ours', ours), counting('createHmac', byCreateHmac), counting('otplib', byOtplib)],
      { pace, clock: 'cpu' },
    );
    const scale = `a code ${timeText(finish.microseconds('ours'))}`;
    return [
      {
        question: 'one code of a kept key beside createHmac with a KeyObject, by speed',
        aim: { atLeast: 3 },
        value: finish.ratio('createHmac', 'ours'),
        scale: `${scale}, createHmac ${timeText(finish.microseconds('createHmac'))}`,
      },
      {
        question: 'one code of a kept key beside generateSync of otplib, by speed',
        aim: { atLeast: 15 },
        value: finish.ratio('otplib', 'ours'),
        scale: `${scale}, otplib ${timeText(finish.microseconds('otplib'))}`,
      },
    ];
  },
};

/** A code after another, so that none is the one before. */
function counting(name: string, code: (counter: number) => string) {
  let counter = BEGIN;
  return inProcess(name, () => {
    counter += 1;
    if (code(counter).length !== 6) throw new Error(`${name}: expected 6 digits`);
  });
}
