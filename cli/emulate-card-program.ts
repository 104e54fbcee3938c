import { type Command, InvalidArgumentError } from 'commander';
import { count, example } from './arguments.ts';
import type { ExitCode } from './exit-code.ts';

const WHERE = 'vpcd[:[HOST:]PORT][?contact][&wait]: the virtual reader of pcscd';
const WHERE_KEPT = 'keep what is on the card here';

/** The tables of `touchstone emulate oath-card` and `token2-card`, beneath `emulate` whose --on, --touch, --store and --json they share. */
export function addEmulateCards(emulate: Command, finish: (code: ExitCode) => void, signal: AbortSignal): void {
  emulate
    .command('oath-card')
    .description('a card with the OATH applet (YKOATH), which ykman drives, in a reader until SIGINT or SIGTERM')
    .option('--on <where>', WHERE)
    .option('--firmware <version>', 'its firmware, which decides what it can do: 5.4.3 unless given', version)
    .option('--serial <n>', 'its serial number', count)
    .option('--capacity <n>', 'credentials that it has room for, 64 unless given', count)
    .option('--password-file <file>', 'the password of a new card, in a file')
    .option('--seed <n>', 'draw identifier and challenges from this number')
    .option('--touch <policy>', 'always, never, ask, after:MS or command:CMD')
    .option('--store <directory>', WHERE_KEPT)
    .option('--json', 'print JSON for programs')
    .option('--verbose', 'print the stack of an error')
    .addHelpText('after', example('touchstone emulate oath-card --on vpcd --store card --touch ask'))
    .action(async (_options, self: Command) =>
      finish(await (await import('./commands/emulate-card.ts')).emulateOathCard(self.optsWithGlobals(), signal)),
    );
  emulate
    .command('token2-card')
    .description(
      'a programmable card with a display, which burners of seeds drive, in a reader until SIGINT or SIGTERM; a line on stdin presses its button',
    )
    .option('--on <where>', WHERE)
    .option('--profile <name>', 'restricted (a new configuration erases the seed) or unrestricted')
    .option('--serial <digits>', 'its serial number; drawn unless given')
    .option('--seed <n>', 'draw crystal and serial number from this number')
    .option('--touch <policy>', 'who presses the button for a host that finds the display dark: as for oath-card')
    .option('--store <directory>', WHERE_KEPT)
    .option('--json', 'print JSON lines for programs')
    .option('--verbose', 'print the stack of an error')
    .addHelpText('after', example('touchstone emulate token2-card --on vpcd --profile unrestricted --json'))
    .action(async (_options, self: Command) =>
      finish(await (await import('./commands/emulate-card.ts')).emulateToken2Card(self.optsWithGlobals(), signal)),
    );
}

function version(value: string): readonly [number, number, number] {
  const parts = value.split('.').map(Number);
  if (!/^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(value) || parts.some((part) => part > 255))
    throw new InvalidArgumentError('expected a version such as 5.4.3');
  return [parts[0]!, parts[1]!, parts[2]!];
}
