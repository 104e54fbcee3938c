import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Answer, type Benchmark, type Place, timeText } from '../answer.ts';
import { CChild, compileC, pinned } from '../c-child.ts';
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

/** A node program on the first processor. */
function started(servers: ChildProcess[], args: readonly string[]): ChildProcess {
  const [program = '', ...rest] = pinned([process.execPath, ...args]);
  const server = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  servers.push(server);
  return server;
}

/** Lends the simulated key of a profile; its port. */
async function lend(servers: ChildProcess[], { root }: Place, profile: string): Promise<string> {
  const port = await freePort();
  const touchstone = join(root, 'dist/touchstone.js');
  await firstLine(started(servers, [touchstone, 'emulate', 'fido2', '--on', `udp:${port}`, '--profile', profile]));
  return `${port}`;
}

async function firstLine(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) return line;
  throw new Error(`${server.spawnargs.join(' ')}: ended without a word`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
