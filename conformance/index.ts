export * from './engine/adapter-party.ts';
export { type JudgePartyOptions, judgeParty } from './engine/judge-party.ts';
export { type JudgeSubjectOptions, judgeSubject } from './engine/judge-subject.ts';
export {
  type FaultFacts,
  joinMatrices,
  type KillMatrix,
  killMatrix,
  killPartyMatrix,
  killSubjectMatrix,
  type MatrixOptions,
  type PartyMatrixOptions,
  type SubjectMatrixOptions,
} from './engine/kill-matrix.ts';
export { oathTokenSession } from './engine/oath-token-session.ts';
export { type OathVerifierHow, oathVerifierSession } from './engine/oath-verifier-session.ts';
export type { PartySession } from './engine/party-session.ts';
export * from './engine/plan.ts';
export { type Post, type RestAnswer, restParty } from './engine/rest-party.ts';
export * from './engine/run.ts';
export * from './engine/session.ts';
export type { SubjectOpening, SubjectSession } from './engine/subject-session.ts';
export * from './profiles.ts';
export * from './report/exit-code.ts';
export * from './report/fold.ts';
export * from './report/html.ts';
export * from './report/json.ts';
export * from './report/junit.ts';
export { toMarkdown, verdictLine } from './report/markdown.ts';
export * from './report/plain-lines.ts';
export type { Report, ReportedRule, Summary, Tool } from './report/report.ts';
export * from './report/report-file.ts';
export { oathTokenRules, oathVerifierRules, partyRules, rules } from './rules/catalogue.ts';
export * from './vocabulary/device.ts';
export * from './vocabulary/event.ts';
export * from './vocabulary/judge-profile.ts';
export * from './vocabulary/oath-token.ts';
export * from './vocabulary/oath-verifier.ts';
export * from './vocabulary/party-facts.ts';
export * from './vocabulary/party-rule.ts';
export type * from './vocabulary/party-tools.ts';
export * from './vocabulary/relying-party.ts';
export * from './vocabulary/rule.ts';
export * from './vocabulary/spec.ts';
export * from './vocabulary/subject-rule.ts';
export * from './vocabulary/verdict.ts';
export * from './vocabulary/violation.ts';
