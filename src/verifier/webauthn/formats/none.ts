import { demandNoOthers, type StatementVerifier } from '../statement.ts';
import { defineStep } from '../step.ts';

/** The steps of the none format. */
export const noneSteps = {
  syntax: defineStep('8.7', undefined, 'attStmt is an empty map'),
} as const;

/** None attestation (section 8.7): an empty statement, which proves nothing. */
export const verifyNone: StatementVerifier = (context) => {
  demandNoOthers(context, noneSteps.syntax, []);
  return { type: 'none', trustPath: [] };
};
