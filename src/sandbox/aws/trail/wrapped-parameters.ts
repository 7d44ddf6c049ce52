import type { Json, JsonObject } from '../../../model/json.ts';
import { readOperation } from '../wire/schema.ts';
import type { OperationSchema } from '../wire/schema.ts';
import { ec2Elements } from './parameters.ts';

/**
 * The newer calls of EC2 are recorded as their XML was: one object named like the request, names as on the wire, elements
 * of a list with a `tag` that counts them, and a list of one without its list. Scalars are taken from the input itself,
 * what has a structure is given beside it.
 */
export function wrappedRequest(
  schema: OperationSchema,
  input: Readonly<Record<string, unknown>>,
  structures: Readonly<Record<string, Json>> = {},
): JsonObject {
  return { [`${schema[2]}Request`]: { ...wireScalars(input), ...structures } };
}

/** Scalar members under the names that they have on the wire. */
export function wireScalars(input: Readonly<Record<string, unknown>>): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(input)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') result[key] = value;
  }
  return result;
}

/** Several become a list, one stays alone; none is absent. */
export function countedItems(name: string, items: readonly Readonly<Record<string, Json>>[]): Record<string, Json> {
  const counted = items.map((item, index) => ({ ...item, tag: index + 1 }));
  const [first] = counted;
  return first === undefined ? {} : { [name]: counted.length === 1 ? first : counted };
}

/** The same of plain texts, which become `content`. */
export function countedTexts(name: string, texts: readonly string[] | undefined): Record<string, Json> {
  return countedItems(
    name,
    (texts ?? []).map((content) => ({ content })),
  );
}

export function countedFilters(
  filters:
    readonly { readonly Name?: string | undefined; readonly Values?: readonly string[] | undefined }[] | undefined,
): Record<string, Json> {
  return countedItems(
    'Filter',
    (filters ?? []).map(({ Name = '', Values }) => ({ Name, ...countedTexts('Value', Values) })),
  );
}

/** The answer under its own name, with the namespace of its XML. */
export function wrappedResponse(
  schema: OperationSchema,
  output: Readonly<Record<string, unknown>>,
  requestId: string,
): JsonObject {
  const { _return: done, ...fields } = ec2Elements(readOperation(schema).output, output);
  return {
    [`${schema[2]}Response`]: {
      xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
      requestId,
      ...fields,
      ...(done === undefined ? {} : { return: done }),
    },
  };
}
