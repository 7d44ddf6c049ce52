import { AwsRefusal } from '../refusal.ts';
import { readJson, writeJson } from './json.ts';
import type { Protocol, WireRequest } from './protocol.ts';
import type { Member, OperationModel, Shape, Structure } from './schema.ts';

/**
 * The restJson1 protocol of GuardDuty, Lambda and the like: method and path name the operation and hold some of its input, the
 * body is JSON.
 *
 * @param extra what the service puts into the body of an error beside its message.
 */
export function restJson(
  models: readonly OperationModel[],
  extra: (refusal: AwsRefusal) => Readonly<Record<string, string>> = () => ({}),
): Protocol {
  return {
    unknownOperation: 'UnknownOperationException',
    operation: (request) => models.find((model) => labelsIn(model, request) !== undefined)?.name,

    read(request, input) {
      const model = models.find((one) => one.input === input && labelsIn(one, request) !== undefined);
      const labels = (model === undefined ? undefined : labelsIn(model, request)) ?? new Map<string, string>();
      const result = readBody(request, input);
      for (const member of input.members) {
        const text = labels.get(member.name) ?? headerOf(member, request);
        const value = member.traits.httpQuery === undefined ? text : queryOf(member, request);
        if (value !== undefined) result[member.name] = typeof value === 'string' ? scalar(value, member) : value;
      }
      return result;
    },

    answer(model, output, requestId) {
      const headers: Record<string, string> = { 'x-amzn-requestid': requestId };
      let status = model.http?.[2] ?? 200;
      for (const member of model.output.members) {
        const value = output[member.name];
        const { httpHeader: name, httpResponseCode: isStatus } = member.traits;
        if (name !== undefined && typeof value === 'string') headers[name] = value;
        if (isStatus !== undefined && typeof value === 'number') status = value;
      }
      if (status === 204) return { status, headers, body: '' };
      const body = writeBody(model.output, output);
      return { status, headers: { ...headers, 'content-type': 'application/json' }, body };
    },

    refuse: (refusal, requestId) => ({
      status: refusal.status,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': refusal.code,
      },
      body: JSON.stringify({ message: refusal.message, ...extra(refusal) }),
    }),
  };
}

/** What stands in the path for each label of the model's; undefined where the request is not for it. */
function labelsIn(model: OperationModel, request: WireRequest): ReadonlyMap<string, string> | undefined {
  const [method, uri = ''] = model.http ?? [];
  const [path = '', query = ''] = uri.split('?');
  const wanted = path.split('/').filter((part) => part !== '');
  const given = request.path.split('/').filter((part) => part !== '');
  if (method !== request.method || wanted.length !== given.length) return undefined;
  if (![...new URLSearchParams(query).keys()].every((key) => request.query.has(key))) return undefined;
  const labels = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const [, label] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (label !== undefined) labels.set(label, decoded(value));
    else if (part !== value) return undefined;
  }
  return labels;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed('The path is not encoded properly.');
  }
}

function headerOf({ traits: { httpHeader: name } }: Member, request: WireRequest): string | undefined {
  return name === undefined ? undefined : request.headers[name.toLowerCase()];
}

function queryOf(member: Member, request: WireRequest): unknown {
  const name = member.traits.httpQuery ?? '';
  if (!request.query.has(name)) return undefined;
  return member.shape().kind === 'list' ? request.query.getAll(name) : (request.query.get(name) ?? undefined);
}

/** Of what is not in the body, texts become what the model says. */
function scalar(text: string, member: Member): unknown {
  const { kind } = member.shape();
  if (kind === 'number') {
    if (!/^-?\d+$/.test(text)) throw malformed(`Expected a number (${member.name}).`);
    return Number(text);
  }
  if (kind === 'boolean') {
    if (text !== 'true' && text !== 'false') throw malformed(`Expected a boolean (${member.name}).`);
    return text === 'true';
  }
  return text;
}

function readBody(request: WireRequest, input: Structure): Record<string, unknown> {
  const payload = input.members.find((member) => member.traits.httpPayload !== undefined);
  if (payload === undefined) {
    return readJson(request.body.toString('utf8'), { ...input, members: input.members.filter(isInBody) });
  }
  const shape = payload.shape();
  if (request.body.length === 0) return {};
  const value = shape.kind === 'structure' ? readJson(request.body.toString('utf8'), shape) : request.body;
  return { [payload.name]: value };
}

function writeBody(shape: Structure, output: Readonly<Record<string, unknown>>): string {
  const payload = shape.members.find((member) => member.traits.httpPayload !== undefined);
  if (payload === undefined) {
    const inBody: Shape = { ...shape, members: shape.members.filter(isInBody) };
    return JSON.stringify(writeJson(output, inBody));
  }
  const value = output[payload.name];
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return typeof value === 'string' ? value : JSON.stringify(writeJson(value ?? {}, payload.shape()));
}

function isInBody({ traits }: Member): boolean {
  const { httpLabel, httpHeader, httpQuery, httpResponseCode } = traits;
  return [httpLabel, httpHeader, httpQuery, httpResponseCode].every((trait) => trait === undefined);
}

/** "Common Errors" of the API References. */
function malformed(message: string): AwsRefusal {
  return new AwsRefusal('SerializationException', message);
}
