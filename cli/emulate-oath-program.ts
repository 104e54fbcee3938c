import { type Command, InvalidArgumentError, Option } from 'commander';
import { count, example, time, wholeNumber } from './arguments.ts';
import type { ExitCode } from './exit-code.ts';

/** The table of `touchstone emulate oath`, a command beneath `emulate` whose --profile, --fault, --seed and --json it shares. */
export function addEmulateOath(emulate: Command, finish: (code: ExitCode) => void, signal: AbortSignal): void {
  // a token listens nowhere
  emulate.hook('preSubcommand', (self) => {
    if (self.getOptionValue('on') === undefined) self.setOptionValue('on', []);
  });
  emulate
    .command('oath')
    .description(
      'a hardware token in the terminal, with keys for its button, clock and battery; without a terminal, or with --json, a line for every press',
    )
    .option('--skew <time>', 'how far its clock is ahead: 95s, -2m, 1h', signedSeconds)
    .option('--drift-ppm <n>', 'how fast its crystal runs at 25 °C; drawn within the data sheet unless given', decimal)
    .option('--temperature <celsius>', 'where it lies, 25 unless given', decimal)
    .option('--battery <percent>', 'what is left of its battery', decimal)
    .option('--secret <text>', 'the secret, base32 or hex; drawn unless given')
    .option('--secret-file <file>', 'the secret in a file; TOUCHSTONE_OATH_SECRET holds it too')
    .option('--hex', 'the secret is hex, whatever it looks like')
    .option('--serial <text>', 'its serial number')
    .option('--algorithm <hash>', 'SHA1, SHA256 or SHA512')
    .option('--digits <n>', 'digits of a code, 6 to 10', wholeNumber)
    .option('--period <seconds>', 'seconds of a step', wholeNumber)
    .option('--t0 <seconds>', 'the Unix time of step 0', wholeNumber)
    .option('--hotp', 'a counter token, without a clock')
    .option('--counter <n>', 'with --hotp: the counter of its first press', count)
    .option('--profile <name>', 'its personality: generic, programmable, fob-60, sha256, hotp or hotp-16')
    .option('--fault <id>', 'a fault that it has; may be repeated')
    .option('--seed <n>', 'draw what is not given from this number')
    .option('--once', 'press once, print the code and end')
    .addOption(new Option('--at <time>', 'with --once: ISO 8601 or Unix seconds instead of now').argParser(time))
    .option('--json', 'print JSON lines for programs')
    .option('--show-secrets', 'show the secret')
    .option('--verbose', 'print the stack of an error')
    .addHelpText(
      'after',
      example(
        'touchstone emulate oath --skew 95s --drift-ppm 20',
        'touchstone emulate oath --secret-file seed.txt --skew -40s --json --once',
      ),
    )
    .action(async (_options, self: Command) =>
      finish(await (await import('./commands/emulate-oath.ts')).emulateOath(self.optsWithGlobals(), signal)),
    );
}

function decimal(value: string): number {
  const number = Number(value);
  if (!/^[+-]?\d+(\.\d+)?$/.test(value)) throw new InvalidArgumentError('expected a number such as 20 or -3.5');
  return number;
}

/** `95s`, `-2m`, `1.5h`, `500ms`; a bare number is seconds. Seconds. */
function signedSeconds(value: string): number {
  const [, sign, amount, unit] = /^([+-]?)(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(value) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('expected a time such as 95s, -2m or 1h');
  const seconds = Number(amount) * { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }[(unit ?? 's') as 'ms' | 's'];
  return sign === '-' ? -seconds : seconds;
}
