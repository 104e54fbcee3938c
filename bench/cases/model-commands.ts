import fc from 'fast-check';
import type { Authenticator } from '../../simulators/fido2/authenticator.ts';
import { type Benchmark, timeText } from '../answer.ts';
import { inProcess, race } from '../race.ts';
import {
  credentialIdIn,
  getAssertionCommand,
  getInfoCommand,
  makeCredentialCommand,
  served,
  unseededKey,
} from '../unseeded-key.ts';

/** What the model knows: the ids of the credentials made so far. */
interface Model {
  readonly credentials: Uint8Array[];
}

const RUNS = 20;
const MAX_COMMANDS = 40;

class MakeCredential implements fc.Command<Model, Authenticator> {
  check(): boolean {
    return true;
  }
  run(model: Model, key: Authenticator): void {
    model.credentials.push(credentialIdIn(served(key, makeCredentialCommand)));
  }
}

class GetAssertion implements fc.Command<Model, Authenticator> {
  readonly choice: number;
  constructor(choice: number) {
    this.choice = choice;
  }
  check({ credentials }: Model): boolean {
    return credentials.length > 0;
  }
  run({ credentials }: Model, key: Authenticator): void {
    served(key, getAssertionCommand(credentials[this.choice % credentials.length]!));
  }
}

class GetInfo implements fc.Command<Model, Authenticator> {
  check(): boolean {
    return true;
  }
  run(_model: Model, key: Authenticator): void {
    served(key, getInfoCommand);
  }
}

const commands = fc.commands<Model, Authenticator>(
  [
    fc.constant(new MakeCredential()),
    fc.nat(7).map((choice) => new GetAssertion(choice)),
    fc.nat(7).map((choice) => new GetAssertion(choice)),
    fc.constant(new GetInfo()),
  ],
  { maxCommands: MAX_COMMANDS, size: 'max' },
);

/** Does foretelling a key with fast-check cost more than the key? */
export const modelCommands: Benchmark = {
  name: 'model-commands',
  run: async ({ pace }) => {
    const key = unseededKey();
    const recorded = record();
    const model = inProcess('fast-check', () => {
      fc.assert(
        fc.property(commands, (sequence) => fc.modelRun(() => ({ model: { credentials: [] }, real: key }), sequence)),
        { seed: 7, numRuns: RUNS },
      );
    });
    const plain = inProcess('plain loop', () => {
      for (const sequence of recorded) {
        const state: Model = { credentials: [] };
        for (const command of sequence) if (command.check(state)) command.run(state, key);
      }
    });
    const finish = await race([model, plain], { pace, clock: 'cpu' });
    const count = recorded.reduce((sum, { length }) => sum + length, 0);
    return [
      {
        question: 'model-based commands with fast-check beside a plain loop over the same commands',
        aim: { atLeast: 0.9 },
        value: finish.ratio('plain loop', 'fast-check'),
        scale: `${timeText(finish.microseconds('fast-check') / count)} and ${timeText(finish.microseconds('plain loop') / count)} a command`,
        inTheWay: 'fast-check draws, wraps and remembers every command for shrinking',
      },
    ];
  },
};

type Noted = Pick<fc.Command<Model, Authenticator>, 'check' | 'run'>;

/** The sequences that the seed leads to. */
function record(): Noted[][] {
  const sequences: Noted[][] = [];
  fc.assert(
    fc.property(commands, (sequence) => {
      sequences.push([...sequence]);
    }),
    { seed: 7, numRuns: RUNS },
  );
  return sequences;
}
