import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { type Answer, type Benchmark, timeText } from '../answer.ts';
import { CChild, compileC, pinned } from '../c-child.ts';
import { firstLine, lend, started } from '../lend.ts';
import { race } from '../race.ts';

const question = "libfido2's getInfo over UDP (an answer of one report) beside a raw 64-byte echo, by time";
const longQuestion =
  "libfido2's getInfo over UDP (default profile, an answer of four reports) beside the echo, by time";

/** What does the device side add to a datagram there and back? */
export const hidOverUdp: Benchmark = {
  name: 'hid-over-udp',
  run: async (place) => {
    const program = compileC(place, 'fido-client', ['fido2']);
    if ('missing' in program) return [{ question, skipped: program.missing }];
    const servers: ChildProcess[] = [];
    try {
      const echo = started(servers, [join(place.root, 'bench/echo-server.mjs')]);
      const echoPort = await firstLine(echo);
      const keyPort = await lend(servers, place, 'ctap-2.1');
      const tersePort = await lend(servers, place, 'no-pin');
      const client = new CChild(pinned([program.path, echoPort, keyPort, tersePort]));
      const finish = await race(
        ['echo', 'info', 'terse-info'].map((operation) => client.contestant(operation, operation)),
        { pace: place.pace, clock: 'wall' },
      );
      await client.close();
      const echoTime = `echo ${timeText(finish.microseconds('echo'))}`;
      const answers: Answer[] = [
        {
          question,
          aim: { atMost: 1.5 },
          value: finish.ratio('terse-info', 'echo'),
          scale: `getInfo ${timeText(finish.microseconds('terse-info'))}, ${echoTime}`,
          inTheWay:
            "beside the datagrams there is libfido2's own CBOR and, on the key's side, framing, dispatch and the answer's encoding",
        },
        {
          question: longQuestion,
          value: finish.ratio('info', 'echo'),
          scale: `getInfo ${timeText(finish.microseconds('info'))}, ${echoTime}`,
        },
      ];
      return answers;
    } finally {
      for (const server of servers) server.kill('SIGTERM');
    }
  },
};
