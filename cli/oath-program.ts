import { type Command, Option } from 'commander';
import { atLeastOne, decimal, example, repeated, time, wholeNumber } from './arguments.ts';
import type { ExitCode } from './exit-code.ts';

/** The table of `touchstone oath` and its commands. */
export function addOathCommands(oath: Command, signal: AbortSignal, finish: (code: ExitCode) => void): void {
  const asJson = (): Option => new Option('--json', 'print JSON for programs');
  const verbose = (): Option => new Option('--verbose', 'print the stack of an error');
  const command = (name: string, description: string, ...examples: string[]): Command =>
    oath
      .command(name)
      .description(description)
      .addOption(verbose())
      .addHelpText('after', example(...examples));
  const withSecret = (one: Command): Command =>
    one
      .option('--secret <text>', 'the secret, base32 or hex')
      .option('--secret-file <file>', 'the secret in a file; TOUCHSTONE_OATH_SECRET holds it too')
      .option('--hex', 'the secret is hex, whatever it looks like');
  const withFormat = (one: Command): Command =>
    withSecret(one)
      .option('--algorithm <hash>', 'SHA1, SHA256 or SHA512', 'SHA1')
      .option('--digits <n>', 'digits of a code, 6 to 10', wholeNumber, 6)
      .option('--period <seconds>', 'seconds of a step', wholeNumber, 30)
      .option('--t0 <seconds>', 'the Unix time of step 0', wholeNumber);
  const formats = (flags: string, description: string): Option =>
    new Option(flags, description).choices(['otpauth', 'csv', 'graph', 'pskc']);
  const at = (): Option =>
    new Option('--at <time>', 'the time: ISO 8601 or Unix seconds; now unless given').argParser(time);

  withFormat(
    command(
      'code',
      'the TOTP code of a time, or with --counter the HOTP code',
      'touchstone oath code --secret GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --at 59 --digits 8',
    ),
  )
    .addOption(at())
    .option('--counter <n>', 'the counter of an HOTP code')
    .addOption(asJson())
    .action(async (options) => finish(await (await import('./commands/oath-code.ts')).oathCode(options)));

  withFormat(
    command(
      'verify',
      'whether a deployed verifier would accept a code, and whose step it is; exit 1 when refused',
      'touchstone oath verify --secret GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --code 287082 --verifier entra --at 59',
    ),
  )
    .requiredOption('--code <code>', 'the code that was entered')
    .requiredOption(
      '--verifier <profile>',
      'rfc6238, entra, privacyidea, linotp, keycloak, liboath, otplib or touchstone',
    )
    .addOption(
      new Option('--phase <phase>', 'the first code of a token, or a later one')
        .choices(['activation', 'authentication'])
        .default('authentication'),
    )
    .addOption(at())
    .option('--drift-steps <n>', 'the drift that the verifier has stored, in steps', wholeNumber)
    .option('--last-step <n>', 'the last step that was used', wholeNumber)
    .addOption(asJson())
    .action(async (options) => finish(await (await import('./commands/oath-verify.ts')).oathVerify(options)));

  command(
    'lint <secret>',
    'which encoding a secret or otpauth URI has, and what is remarkable about it',
    "touchstone oath lint 'JBSWY3DPEHPK3PXP'",
  )
    .option('--algorithm <hash>', 'SHA1, SHA256 or SHA512', 'SHA1')
    .addOption(asJson())
    .action(async (secret, options) =>
      finish(await (await import('./commands/oath-lint.ts')).oathLint(secret, options)),
    );

  withSecret(
    command(
      'ocra',
      'the response to a challenge (RFC 6287)',
      'touchstone oath ocra --secret GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ --suite OCRA-1:HOTP-SHA1-6:QN08 --question 00000000',
    ),
  )
    .requiredOption('--suite <suite>', 'the OCRA suite')
    .requiredOption('--question <text>', 'the challenge')
    .option('--counter <n>', 'where the suite has C')
    .option('--pin-file <file>', 'where the suite has P; TOUCHSTONE_PIN holds it too')
    .option('--session <hex>', 'where the suite has S')
    .addOption(at())
    .addOption(asJson())
    .action(async (options) => finish(await (await import('./commands/oath-ocra.ts')).oathOcra(options)));

  command(
    'import <file>',
    'the tokens in an otpauth list, Entra CSV, Graph JSON or PSKC container, and the same in another format',
    'touchstone oath import tokens.csv --to pskc --out tokens.xml --to-password-file password.txt',
  )
    .addOption(formats('--format <format>', 'the format of the file; found out unless given'))
    .addOption(formats('--to <format>', 'write the tokens in this format'))
    .option('--out <file>', 'where --to writes; readable to you alone')
    .option('--key-file <file>', 'the key of an encrypted container, in hex; TOUCHSTONE_OATH_KEY holds it too')
    .option('--password-file <file>', 'the password of an encrypted container')
    .option('--to-key-file <file>', 'encrypt what --to pskc writes under this key, in hex')
    .option('--to-password-file <file>', 'encrypt what --to pskc writes under this password')
    .option('--failures <file>', 'write what could not be read to a CSV with the reasons')
    .option('--show-secrets', 'print secrets')
    .addOption(asJson())
    .action(async (file, options) =>
      finish(await (await import('./commands/oath-import.ts')).oathImport(file, options)),
    );

  withFormat(
    command(
      'measure',
      'the offset and rate of a real token from codes read off it, and which verifiers will accept it',
      'touchstone oath measure --secret-file seed.txt --reading 287082@2026-01-05T09:00:12Z --reading 359152@2026-02-05T09:00:40Z',
    ),
  )
    .option(
      '--reading <code@time>',
      'a code and when it was read, by a clock that is right; may be repeated',
      repeated,
      [],
    )
    .option('--readings <file>', 'readings in a file, a line TIME CODE each')
    .option('--delay <seconds>', 'by how long the code may have been read before the time was noted', decimal, 2)
    .option('--max-ppm <ppm>', 'how badly a clock may run', decimal, 200)
    .option('--wander-ppm <ppm>', 'how much its rate may change with temperature and age', decimal, 5)
    .option('--search <steps>', 'how far off the clock may be, in steps each side', wholeNumber, 2880)
    .addOption(at())
    .addOption(asJson())
    .action(async (options) => finish(await (await import('./commands/oath-measure.ts')).oathMeasure(options)));

  command(
    'fleet',
    'which share of a fleet of tokens still signs in after how long, by verifier',
    'touchstone oath fleet --tokens 100000 --years 5 --verifier entra,privacyidea,keycloak,touchstone --report html=fleet.html',
  )
    .option('--tokens <n>', 'how many tokens', wholeNumber, 10_000)
    .option('--years <n>', 'for how long', decimal, 5)
    .option('--verifier <names>', 'verifiers, by name; all unless given; may be repeated', repeated, [])
    .option('--habit <habit>', 'how often people sign in: daily, weekly, monthly, quarterly, yearly', 'weekly')
    .option('--ppm-spread <ppm>', 'standard deviation of the rates of the tokens', decimal, 10)
    .option('--skew-spread <seconds>', 'standard deviation of their clocks at activation', decimal, 20)
    .option('--temperature-swing <celsius>', 'how far the year swings around the mean', decimal, 6)
    .option('--period <seconds>', 'seconds of a step', wholeNumber, 30)
    .option('--report <kind=file>', 'write html=FILE or csv=FILE; may be repeated', repeated, [])
    .option('--workers <n>', 'threads; every core unless given', atLeastOne)
    .addOption(new Option('--seed <n>', 'draw every random choice from this number').argParser(wholeNumber))
    .option('--quiet', 'print no progress')
    .addOption(asJson())
    .action(async (options) => finish(await (await import('./commands/oath-fleet.ts')).oathFleet(options, signal)));
}
