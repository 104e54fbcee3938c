import type { Env } from '../../src/env/env.ts';
import type { OathTokenModel, TokenContext, TokenFacts } from '../vocabulary/oath-token.ts';
import type { SubjectSession } from './subject-session.ts';

/** Opens a model of token for judgement. */
export function oathTokenSession(
  model: OathTokenModel,
  how: { readonly uri: string; readonly transport: string; readonly env: Env },
): SubjectSession<TokenContext, TokenFacts> {
  const { sheet, powers } = model;
  const { kind, hash, digits, periodSeconds, ppmAt25 } = sheet;
  const says =
    kind === 'totp'
      ? `its data sheet: ${digits} digits of ${hash} every ${periodSeconds} s, within ${ppmAt25} ppm at 25 °C, lit for ${sheet.displaySeconds} s (${sheet.display})`
      : `its data sheet: ${digits} digits of ${hash} at each press, lit for ${sheet.displaySeconds} s`;
  return {
    subject: 'oath-token',
    ...how,
    open: async () => ({ facts: { sheet, powers }, observations: [says] }),
    context: (facts) => ({ ...facts, model }),
    transcript: () => model.transcript(),
    forgetTranscript: () => model.forgetTranscript(),
    answers: async () => true,
    close: () => model.close(),
  };
}
