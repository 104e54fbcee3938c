import { z } from 'zod';
import { transcriptSchema } from './transcript-line.ts';

const wire = z.enum(['hid', 'card']);
const milliseconds = z.number().min(0);
const hexadecimal = z.string().regex(/^([0-9a-f]{2})*$/);

const header = z.object({
  schema: z.literal(transcriptSchema),
  tool: z.object({ name: z.string(), version: z.string() }),
  target: z.string(),
  startedAt: z.string(),
  seed: z.int(),
  links: z.array(wire),
  secrets: z.enum(['redacted', 'kept']),
  run: z
    .object({
      command: z.string(),
      rules: z.array(z.string()).exactOptional(),
      profile: z.string().exactOptional(),
      runs: z.int().min(1).exactOptional(),
      path: z.string().exactOptional(),
    })
    .exactOptional(),
});

const frame = z.object({
  t: milliseconds,
  dir: z.enum(['out', 'in']),
  wire,
  channel: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .exactOptional(),
  bytes: hexadecimal,
  redacted: z
    .array(z.object({ path: z.string(), at: z.int().min(0), length: z.int().min(1) }))
    .min(1)
    .exactOptional(),
});

const event = z.looseObject({ t: milliseconds, event: z.string() });

/** One line of a transcript, as a schema: the header, a frame or an event. */
export const transcriptLineSchema = z.union([header, frame, event]);

/** The schema of one line as it is published under `fixtures/schemas/`. */
export function transcriptSchemaText(): string {
  const schema = z.toJSONSchema(transcriptLineSchema);
  return `${JSON.stringify({ $id: 'https://touchstone.example/schemas/transcript.schema.json', title: transcriptSchema, ...schema }, undefined, 2)}\n`;
}
