import fc from 'fast-check';
import { overCases } from '../../../vocabulary/cases.ts';
import { type OtpContext, type OtpFacts, type OtpRule, otpRule } from '../../../vocabulary/oath-verifier.ts';
import { claim, hotpClause } from '../clauses.ts';
import {
  codeOf,
  enrolled,
  expectAccepted,
  expectRefused,
  firstCode,
  isDistinct,
  type KnownToken,
  mustAccept,
  secretOf,
  secrets,
  takesHotp,
} from './known-token.ts';

const AT = 1_800_000_000;
const inputs = fc.record({ secret: secrets, counter: fc.integer({ min: 0, max: 2 ** 31 }) });

/** A counter token whose first code was accepted: the next is `counter + 1`. */
async function begun(context: OtpContext, secret: Uint8Array, counter: number): Promise<KnownToken> {
  const token = await enrolled(context, secret, { kind: 'hotp', counter });
  await mustAccept(firstCode(context, token, codeOf(token, counter), AT), 'the first code');
  return token;
}

const next = otpRule({
  id: 'oath.verifier.counter.next',
  level: 'MUST',
  says: 'Code after code of a token that counts is accepted.',
  spec: [hotpClause('7.2')],
  runs: 10,
  applies: takesHotp,
  property: (context) =>
    fc.asyncProperty(inputs, async ({ secret, counter }) => {
      const token = await enrolled(context, secret, { kind: 'hotp', counter });
      expectAccepted(await firstCode(context, token, codeOf(token, counter), AT), 'the first code');
      for (let press = 1; press < 15; press += 1) {
        const verdict = await context.verifier.verify(token.handle, codeOf(token, counter + press), AT + press);
        expectAccepted(verdict, `the code of the next counter, ${press} after the first`);
      }
    }),
});

const zero = otpRule({
  id: 'oath.verifier.counter.zero',
  level: 'MUST',
  says: 'Counter 0 is a counter: the very first code of a new token is accepted, and only once.',
  spec: [hotpClause('7.2'), hotpClause('appendix D')],
  runs: 10,
  applies: takesHotp,
  property: (context) =>
    fc.asyncProperty(secrets, async (secret) => {
      const token = await enrolled(context, secret, { kind: 'hotp', counter: 0 });
      fc.pre(isDistinct(token, 0, 0, 20));
      expectAccepted(await firstCode(context, token, codeOf(token, 0), AT), 'the code of counter 0');
      expectRefused(
        await context.verifier.verify(token.handle, codeOf(token, 0), AT + 1),
        'the code of counter 0 again',
      );
    }),
});

const replay = otpRule({
  id: 'oath.verifier.counter.replay',
  level: 'MUST',
  says: 'The code of a counter that was accepted is not accepted again.',
  spec: [hotpClause('7.2')],
  applies: takesHotp,
  property: (context) =>
    fc.asyncProperty(inputs, async ({ secret, counter }) => {
      const token = await begun(context, secret, counter);
      fc.pre(isDistinct(token, counter, counter, 30) && isDistinct(token, counter + 1, counter, 30));
      expectRefused(
        await context.verifier.verify(token.handle, codeOf(token, counter), AT + 1),
        'the first code again',
      );
      await mustAccept(context.verifier.verify(token.handle, codeOf(token, counter + 1), AT + 2), 'the next code');
      for (const of of [counter + 1, counter]) {
        expectRefused(await context.verifier.verify(token.handle, codeOf(token, of), AT + 3), `counter ${of} again`);
      }
    }),
});

const skipped = otpRule({
  id: 'oath.verifier.counter.skipped',
  level: 'MUST',
  says: 'The counter moves past the one that matched: codes that were skipped are not accepted later.',
  spec: [hotpClause('7.2'), hotpClause('7.4')],
  applies: (facts) => {
    const takes = takesHotp(facts);
    return takes === true
      ? facts.lookAhead === undefined || facts.lookAhead > 1 || 'it looks at one counter alone'
      : takes;
  },
  property: (context) =>
    fc.asyncProperty(inputs, async ({ secret, counter }) => {
      const ahead = Math.min(3, (context.facts.lookAhead ?? 2) - 1);
      const token = await begun(context, secret, counter);
      const matched = counter + 1 + ahead;
      fc.pre([...Array(ahead + 2).keys()].every((more) => isDistinct(token, counter + more, counter, 40)));
      await mustAccept(context.verifier.verify(token.handle, codeOf(token, matched), AT + 1), 'a code a little ahead');
      for (let of = counter + 1; of < matched; of += 1) {
        const verdict = await context.verifier.verify(token.handle, codeOf(token, of), AT + 2);
        expectRefused(verdict, `the code of a counter ${matched - of} before the one that matched`);
      }
    }),
});

const looksAhead = (facts: OtpFacts): true | string => {
  const takes = takesHotp(facts);
  return takes === true ? facts.lookAhead !== undefined || 'no look-ahead is claimed' : takes;
};

const lookAhead = otpRule({
  id: 'oath.verifier.counter.look-ahead',
  level: 'MUST',
  says: 'Every counter of the look-ahead that is claimed is accepted: buttons are pressed in pockets.',
  spec: [claim('look-ahead'), hotpClause('7.4')],
  runs: 1,
  applies: looksAhead,
  property: (context) =>
    overCases('ahead', [...Array(Math.min(50, context.facts.lookAhead!)).keys()], async (ahead) => {
      const token = await begun(context, secretOf(ahead), 1000);
      const verdict = await context.verifier.verify(token.handle, codeOf(token, 1001 + ahead), AT + 1);
      expectAccepted(verdict, `the code ${ahead} presses ahead`);
    }),
});

const beyond = otpRule({
  id: 'oath.verifier.counter.beyond-look-ahead',
  level: 'MUST',
  says: 'One code of a counter beyond the look-ahead that is claimed is refused.',
  spec: [claim('look-ahead'), hotpClause('7.4')],
  runs: 1,
  applies: looksAhead,
  property: (context) => {
    const width = context.facts.lookAhead!;
    return overCases(
      'ahead',
      [0, 1, 2, 5, 20, 200].map((more) => width + more),
      async (ahead) => {
        for (let seed = ahead; ; seed += 1) {
          const token = await enrolled(context, secretOf(seed), { kind: 'hotp', counter: 1000 });
          if (!isDistinct(token, 1001 + ahead, 1001, ahead + 2000)) continue;
          await mustAccept(firstCode(context, token, codeOf(token, 1000), AT), 'the first code');
          const verdict = await context.verifier.verify(token.handle, codeOf(token, 1001 + ahead), AT + 1);
          return expectRefused(verdict, `the code ${ahead} presses ahead`);
        }
      },
    );
  },
});

const wrongCode = otpRule({
  id: 'oath.verifier.counter.after-wrong-code',
  level: 'MUST',
  says: 'A wrong code does not move the counter.',
  spec: [hotpClause('7.2')],
  runs: 10,
  applies: takesHotp,
  property: (context) =>
    fc.asyncProperty(inputs, async ({ secret, counter }) => {
      const token = await begun(context, secret, counter);
      for (let wrong = 1; wrong <= 2; wrong += 1) {
        const text = String((Number(codeOf(token, counter + 1)) + 111_111 * wrong) % 1_000_000).padStart(6, '0');
        fc.pre([...Array(1100).keys()].every((more) => codeOf(token, counter + more) !== text));
        await context.verifier.verify(token.handle, text, AT + wrong);
      }
      const verdict = await context.verifier.verify(token.handle, codeOf(token, counter + 1), AT + 10);
      expectAccepted(verdict, 'the next code after two wrong ones');
    }),
});

const claimsResync = (facts: OtpFacts): true | string => {
  const takes = takesHotp(facts);
  return takes === true ? facts.hotpResync !== undefined || 'no resync is claimed' : takes;
};

/** A token far ahead of what is expected: its next counters, none of which has the code of another nearby. */
async function farAhead(context: OtpContext, secret: Uint8Array): Promise<{ token: KnownToken; far: number }> {
  const { lookAhead: width = 10, hotpResync } = context.facts;
  const reach = hotpResync!.lookAhead;
  const token = await begun(context, secret, 1000);
  const far = 1001 + Math.max(width + 5, Math.floor(reach / 2));
  for (const of of [far, far + 1, far + 20]) fc.pre(isDistinct(token, of, 1001, reach + 50));
  return { token, far };
}

const resync = otpRule({
  id: 'oath.verifier.counter.resync',
  level: 'MUST',
  says: 'Two codes in a row bring back a token that is as far ahead as is claimed.',
  spec: [claim('resync'), hotpClause('7.4')],
  runs: 10,
  applies: claimsResync,
  property: (context) =>
    fc.asyncProperty(secrets, async (secret) => {
      const { verifier } = context;
      const { token, far } = await farAhead(context, secret);
      await verifier.verify(token.handle, codeOf(token, far), AT + 1);
      expectAccepted(await verifier.verify(token.handle, codeOf(token, far + 1), AT + 20), 'the second of two codes');
      expectAccepted(await verifier.verify(token.handle, codeOf(token, far + 2), AT + 40), 'the code after them');
      expectRefused(await verifier.verify(token.handle, codeOf(token, far + 1), AT + 60), 'the second code again');
    }),
});

const needsTwoCodes = otpRule({
  id: 'oath.verifier.counter.resync-needs-two-codes',
  level: 'MUST',
  says: 'One code alone, the same twice, or two that do not follow one another bring back no token that is far ahead.',
  spec: [claim('resync'), hotpClause('7.4')],
  runs: 10,
  applies: claimsResync,
  property: (context) =>
    fc.asyncProperty(fc.record({ secret: secrets, more: fc.constantFrom(0, 20) }), async ({ secret, more }) => {
      const { verifier } = context;
      const { token, far } = await farAhead(context, secret);
      expectRefused(await verifier.verify(token.handle, codeOf(token, far), AT + 1), 'one code far ahead');
      const second = await verifier.verify(token.handle, codeOf(token, far + more), AT + 20);
      expectRefused(second, more === 0 ? 'the same code' : `a code ${more} presses later`);
    }),
});

const expires = otpRule({
  id: 'oath.verifier.counter.resync-expires',
  level: 'SHOULD',
  says: 'The first code of a resync is forgotten after a while: an hour later its successor brings nothing back.',
  spec: [hotpClause('7.4')],
  runs: 10,
  applies: claimsResync,
  property: (context) =>
    fc.asyncProperty(secrets, async (secret) => {
      const { verifier, facts } = context;
      const { token, far } = await farAhead(context, secret);
      await verifier.verify(token.handle, codeOf(token, far), AT + 1);
      const at = AT + (facts.hotpResync!.expiresSeconds ?? 3600) + 60;
      expectRefused(await verifier.verify(token.handle, codeOf(token, far + 1), at), 'the second code, much later');
    }),
});

/** Rules of tokens that count. */
export const counterRules: readonly OtpRule[] = [
  next,
  zero,
  replay,
  skipped,
  lookAhead,
  beyond,
  wrongCode,
  resync,
  needsTwoCodes,
  expires,
];
