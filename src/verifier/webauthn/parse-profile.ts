import { DecodeError } from '../../errors/decode-error.ts';
import { type MetadataClaim, metadataClaims } from './metadata-source.ts';
import { type Demands, demands, type Profile, type Relaxation, relaxations } from './profile.ts';

/** A JSON value's type: how its schema says it, and how it is read. */
interface Shape<Value> {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly read: (value: unknown, path: string) => Value;
}

const uuidPattern = '^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$';
const text: Shape<string> = matching('^[\\s\\S]+$', 'a text of at least one character');
const uuids = listOf(matching(uuidPattern, 'a UUID'));
const required: Shape<'required'> = {
  schema: { const: 'required' },
  read: (value, path) => {
    if (value !== 'required') throw wrong(path, 'required', value);
    return value;
  },
};

const demandShapes: { readonly [Name in keyof Demands]-?: Shape<NonNullable<Demands[Name]>> } = {
  formats: listOf(text),
  customFormats: {
    schema: objectSchema({ longestName: { type: 'integer', minimum: 1, maximum: 255 } }, ['longestName']),
    read: (value, path) => ({ longestName: readLength(membersOf(value, path, ['longestName']), path) }),
  },
  userVerification: required,
  certificates: required,
  anchors: required,
  metadata: required,
  metadataClaims: listOf(oneOf(Object.keys(metadataClaims) as MetadataClaim[])),
  aaguids: {
    schema: {
      oneOf: [objectSchema({ allow: uuids.schema }, ['allow']), objectSchema({ block: uuids.schema }, ['block'])],
    },
    read: (value, path) => {
      const { allow, block } = membersOf(value, path, ['allow', 'block']);
      if ((allow === undefined) === (block === undefined)) {
        throw new DecodeError(path, 'either allow or block', allow === undefined ? 'neither' : 'both');
      }
      if (allow === undefined) return { block: uuids.read(block, `${path}.block`) };
      return { allow: uuids.read(allow, `${path}.allow`) };
    },
  },
};

/** Reads a profile of a verifier, parsed from JSON already; members it does not know are refused. Throws `DecodeError`. */
export function parseVerifierProfile(json: unknown): Profile {
  const profile = membersOf(json, 'profile', ['$schema', 'name', 'waives', 'demands']);
  const name = text.read(profile['name'], 'profile.name');
  const waives: Partial<Record<Relaxation, true>> = {};
  const switches = Object.keys(relaxations) as Relaxation[];
  const waived = membersOf(profile['waives'] ?? {}, 'profile.waives', switches);
  for (const relaxation of switches) {
    const value = waived[relaxation];
    if (value === undefined) continue;
    if (value !== true) throw wrong(`profile.waives.${relaxation}`, 'true', value);
    waives[relaxation] = true;
  }
  if (profile['demands'] === undefined) return { name, waives };
  return { name, waives, demands: readDemands(profile['demands']) };
}

/** The JSON schema of a verifier profile, as it is published in fixtures/schemas. */
export function verifierProfileSchemaText(): string {
  const schema = {
    $id: 'https://touchstone.example/schemas/verifier-profile.schema.json',
    title: 'touchstone-verifier-profile/1',
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...objectSchema(
      {
        $schema: { type: 'string' },
        name: text.schema,
        waives: objectSchema(
          Object.fromEntries(
            Object.entries(relaxations).map(([name, description]) => [name, { description, const: true }]),
          ),
        ),
        demands: objectSchema(
          Object.fromEntries(
            Object.entries(demandShapes).map(([name, { schema }]) => [
              name,
              { description: demands[name as keyof Demands], ...schema },
            ]),
          ),
        ),
      },
      ['name'],
    ),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function readDemands(json: unknown): Demands {
  const members = membersOf(json, 'profile.demands', Object.keys(demandShapes));
  const read = Object.entries(demandShapes).flatMap(([name, shape]) =>
    members[name] === undefined ? [] : [[name, shape.read(members[name], `profile.demands.${name}`)]],
  );
  // each member was read by the shape of its name
  return Object.fromEntries(read) as Demands;
}

function readLength(members: Readonly<Record<string, unknown>>, path: string): number {
  const value = members['longestName'];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 255) return value;
  throw wrong(`${path}.longestName`, 'a whole number from 1 to 255', value);
}

function membersOf(value: unknown, path: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, 'an object', value);
  const stranger = Object.keys(value).find((name) => !names.includes(name));
  if (stranger !== undefined) throw new DecodeError(path, `only ${names.join(', ')}`, shown(stranger));
  return Object.fromEntries(Object.entries(value));
}

function listOf<Value>(element: Shape<Value>): Shape<readonly Value[]> {
  return {
    schema: { type: 'array', items: element.schema },
    read: (value, path) => {
      if (!Array.isArray(value)) throw wrong(path, 'an array', value);
      return value.map((one, index) => element.read(one, `${path}[${index}]`));
    },
  };
}

function oneOf<Value extends string>(values: readonly Value[]): Shape<Value> {
  return {
    schema: { enum: values },
    read: (value, path) => {
      const found = values.find((one) => one === value);
      if (found === undefined) throw wrong(path, values.join(' or '), value);
      return found;
    },
  };
}

function matching(pattern: string, expectation: string): Shape<string> {
  const expression = new RegExp(pattern);
  return {
    schema: { type: 'string', pattern },
    read: (value, path) => {
      if (typeof value !== 'string' || !expression.test(value)) throw wrong(path, expectation, value);
      return value;
    },
  };
}

function objectSchema(
  properties: Readonly<Record<string, unknown>>,
  requiredNames: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  return {
    type: 'object',
    properties,
    ...(requiredNames.length === 0 ? {} : { required: requiredNames }),
    additionalProperties: false,
  };
}

function wrong(path: string, expectation: string, value: unknown): DecodeError {
  return new DecodeError(path, expectation, shown(value));
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
