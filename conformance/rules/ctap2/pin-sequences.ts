import fc from 'fast-check';
import { CommandSequence, commandSequences } from '../../generators/sequences.ts';
import { PinModel, type TokenPermission } from '../../model/pin.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import { allOf, partyFor } from '../ceremony/accounts.ts';
import { eachProtocol, hasClientPin, hasCredMgmt, hasPermissions, pinOpensMcGa } from '../ceremony/pin.ts';
import {
  ChangePin,
  type Command,
  GetAssertion,
  GetCredsMetadata,
  GetRetries,
  GetToken,
  type Guess,
  MakeCredential,
  PowerCycle,
  partyNames,
  type Real,
  SetPin,
  Wait,
} from './pin-sequence-commands.ts';

const needs: Needs = { pin: 'unset', resets: true, spoils: true, powerCycle: true, pinTries: 8 };

/** Sequences of commands over PIN and tokens, each answer foretold by a model (CTAP 2.3 section 6.5). */
export const pinSequenceRules: readonly Rule[] = [
  rule<[CommandSequence<PinModel, Real>]>({
    id: 'ctap2.client-pin.sequence',
    level: 'MUST',
    says: 'In any sequence of setPIN, changePIN, right and wrong PINs, getPINRetries and power cycles each answer is as the standard foretells.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5' }],
    needs: { ...needs, touches: 1 },
    runs: 80,
    applies: hasClientPin,
    property: (context) => sequencesOf(context, commandSequences(pinCommands(context), 24)),
  }),
  rule<[CommandSequence<PinModel, Real>]>({
    id: 'ctap2.pin-uv-auth-token.sequence',
    level: 'MUST',
    says: 'In any sequence of tokens, their uses at two relying parties, PIN changes, waiting and power cycles each answer is as the standard foretells.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.7' }],
    needs: { ...needs, touches: 4, waitMs: 601_000 },
    runs: 80,
    applies: allOf(hasClientPin, hasPermissions, pinOpensMcGa),
    property: (context) =>
      sequencesOf(
        context,
        // without a PIN there are no tokens
        commandSequences(tokenCommands(context), 24).map(
          ({ commands }) => new CommandSequence([new SetPin(eachProtocol(context)[0] ?? 1), ...commands]),
        ),
      ),
  }),
];

function sequencesOf(
  context: RuleContext,
  sequences: fc.Arbitrary<CommandSequence<PinModel, Real>>,
): fc.IAsyncProperty<[CommandSequence<PinModel, Real>]> {
  return fc.asyncProperty(sequences, async ({ commands }) => {
    await context.device.reset();
    const parties = partyNames.map((name) => partyFor(context, name));
    const real: Real = { context, parties, token: undefined, former: undefined, made: new Map() };
    await fc.asyncModelRun(() => ({ model: new PinModel(), real }), commands);
  });
}

function pinCommands(context: RuleContext): fc.Arbitrary<Command> {
  const guesses = fc.constantFrom<Guess>('the right PIN', 'a wrong PIN');
  const protocols = fc.constantFrom(...eachProtocol(context));
  return fc.oneof(
    { weight: 3, arbitrary: protocols.map((protocol) => new SetPin(protocol)) },
    {
      weight: 6,
      arbitrary: fc.tuple(guesses, protocols).map(([guess, protocol]) => new GetToken(guess, protocol, [], 0)),
    },
    { weight: 2, arbitrary: fc.tuple(guesses, protocols).map((parts) => new ChangePin(...parts)) },
    { weight: 3, arbitrary: fc.constant(new GetRetries()) },
    { weight: 2, arbitrary: fc.constant(new PowerCycle()) },
  );
}

function tokenCommands(context: RuleContext): fc.Arbitrary<Command> {
  // fast-check takes the first of these for the simplest
  const guesses = fc.constantFrom<Guess>(...new Array<Guess>(9).fill('the right PIN'), 'a wrong PIN');
  const protocols = fc.constantFrom(...eachProtocol(context));
  const party = fc.constantFrom(0, 1);
  const manages = hasCredMgmt(context.device.facts) === true;
  const permissions = fc.constantFrom<readonly TokenPermission[]>(
    ['mc', 'ga'],
    ['mc'],
    ['ga'],
    ...(manages ? [['cm'] as const] : []),
  );
  const uses = fc.constantFrom<(which: number) => Command>(
    (which) => new MakeCredential(which, 'last'),
    (which) => new GetAssertion(which),
    ...(manages ? [() => new GetCredsMetadata()] : []),
  );
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(guesses, protocols, permissions, party).map((parts) => new GetToken(...parts)),
    },
    { weight: 11, arbitrary: fc.tuple(uses, party).map(([use, which]) => use(which)) },
    { weight: 1, arbitrary: party.map((which) => new MakeCredential(which, 'former')) },
    { weight: 1, arbitrary: fc.tuple(guesses, protocols).map((parts) => new ChangePin(...parts)) },
    { weight: 2, arbitrary: fc.constantFrom(16, 34, 601).map((seconds) => new Wait(seconds)) },
    { weight: 1, arbitrary: fc.constant(new PowerCycle()) },
  );
}
