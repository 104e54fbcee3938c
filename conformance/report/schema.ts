import { z } from 'zod';
import { subjects } from '../vocabulary/event.ts';
import type { Report } from './report.ts';

const spec = z.object({ document: z.string(), section: z.string(), step: z.string().exactOptional() });

const counterexample = z.object({
  input: z.string(),
  expected: z.string(),
  actual: z.string(),
  transcript: z.array(z.string()),
  seed: z.int(),
  path: z.string(),
  replay: z.string(),
});

const count = z.int().min(0);

/** `report.json`, as a schema. */
export const reportSchema = z.object({
  schema: z.literal('touchstone-report/1'),
  tool: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.string(),
  durationMs: z.number().min(0),
  seed: z.int(),
  target: z.object({
    subject: z.enum(subjects).exactOptional(),
    uri: z.string(),
    aaguid: z.string(),
    versions: z.array(z.string()),
    transport: z.string(),
    firmware: z.number().exactOptional(),
  }),
  profile: z.string(),
  summary: z.object({
    rules: count,
    upheld: count,
    violated: count,
    observed: count,
    notApplicable: count,
    broken: count,
    checks: count,
    touches: count,
    resets: count,
  }),
  rules: z.array(
    z.object({
      id: z.string(),
      level: z.enum(['MUST', 'SHOULD']),
      verdict: z.enum(['upheld', 'violated', 'not-applicable', 'broken']),
      says: z.string(),
      because: z.string().exactOptional(),
      checks: count,
      durationMs: z.number().min(0),
      spec: z.array(spec),
      counterexample: counterexample.exactOptional(),
    }),
  ),
  observations: z.array(z.object({ rule: z.string().exactOptional(), says: z.string() })),
  interrupted: z.string().exactOptional(),
}) satisfies z.ZodType<Report>;

/** The JSON Schema that is published as `fixtures/schemas/report.schema.json`: that file's text. */
export function reportSchemaText(): string {
  const schema = {
    $id: 'https://touchstone.example/schemas/report.schema.json',
    title: 'touchstone-report/1',
    ...z.toJSONSchema(reportSchema),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
