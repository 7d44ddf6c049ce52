import { AwsRefusal } from '../refusal.ts';
import type { Protocol, WireAnswer, WireRequest } from './protocol.ts';
import { readXml } from './read-xml.ts';
import type { XmlElement } from './read-xml.ts';
import type { Member, OperationModel, Shape, Structure } from './schema.ts';
import { escapeXml, writeXml } from './xml.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/**
 * The restXml protocol as S3 speaks it, with the bucket in the path: method, path and subresource name the operation
 * ("Virtual hosting of buckets" and "Operations", Amazon S3 API Reference). Operations on objects are not read here.
 */
export function restXml(models: readonly OperationModel[]): Protocol {
  return {
    unknownOperation: 'InvalidAction',
    operation: (request) => models.find((model) => isFor(model, request))?.name,

    read(request, input) {
      const result: Record<string, unknown> = {};
      for (const member of input.members) {
        const value = readMember(member, request);
        if (value !== undefined) result[member.name] = value;
      }
      return result;
    },

    answer(model, output, requestId) {
      const headers: Record<string, string> = { 'x-amz-request-id': requestId, 'x-amzn-requestid': requestId };
      for (const member of model.output.members) {
        const value = output[member.name];
        const name = member.traits.httpHeader;
        if (name !== undefined && typeof value === 'string') headers[name] = value;
      }
      const body = writeBody(model.output, output);
      const type = body.startsWith('<?xml') ? 'application/xml' : 'application/json';
      return {
        status: model.http?.[2] ?? 200,
        headers: body === '' ? headers : { ...headers, 'content-type': type },
        body,
      };
    },

    refuse: (refusal, requestId) => refuseS3(refusal, requestId, ''),
  };
}

/** "REST error responses", Amazon S3 API Reference. S3 has its own request id header. */
export function refuseS3(refusal: AwsRefusal, requestId: string, resource: string): WireAnswer {
  const fields = [
    `<Code>${escapeXml(refusal.code)}</Code>`,
    `<Message>${escapeXml(refusal.message)}</Message>`,
    `<Resource>${escapeXml(resource)}</Resource>`,
    `<RequestId>${requestId}</RequestId>`,
  ];
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId, 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${fields.join('')}</Error>`,
  };
}

/** The query of the model (`/?policy`) must be that of the request, save what is an input of the operation. */
function isFor(model: OperationModel, request: WireRequest): boolean {
  const [method = '', uri = ''] = model.http ?? [];
  const [path = '', query = ''] = uri.split('?');
  if (method !== request.method) return false;
  const inputs = new Set(model.input.members.map((member) => member.traits.httpQuery));
  const asked = [...request.query.keys()].filter((key) => key !== 'x-id' && !inputs.has(key));
  const wanted = [...new URLSearchParams(query).keys()].filter((key) => key !== 'x-id');
  const onBucket = model.input.members.some((member) => member.traits.httpLabel !== undefined);
  const parts = request.path.split('/').filter((part) => part !== '');
  const here = onBucket ? parts.length === 1 : request.path === path;
  return here && asked.length === wanted.length && wanted.every((key) => asked.includes(key));
}

function readMember(member: Member, request: WireRequest): unknown {
  const { httpLabel, httpHeader, httpQuery, httpPayload } = member.traits;
  const shape = member.shape();
  if (httpLabel !== undefined) return decodeURIComponent(request.path.split('/')[1] ?? '');
  if (httpHeader !== undefined) return readText(request.headers[httpHeader.toLowerCase()], shape);
  if (httpQuery !== undefined) return readText(request.query.get(httpQuery) ?? undefined, shape);
  if (httpPayload === undefined || request.body.length === 0) return undefined;
  const text = request.body.toString('utf8');
  if (shape.kind !== 'structure') return text;
  const root = readXml(text);
  if (root === undefined || root.name !== (member.traits.xmlName ?? shape.name)) throw malformed();
  return readStructure(root, shape);
}

function readStructure(element: XmlElement, shape: Structure): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const known = new Map(shape.members.map((member) => [member.traits.xmlName ?? member.name, member]));
  if (element.children.some((child) => !known.has(child.name))) throw malformed();
  for (const [name, member] of known) {
    const target = member.shape();
    if (member.traits.xmlAttribute !== undefined) {
      result[member.name] = element.attributes[name];
      continue;
    }
    const found = element.children.filter((child) => child.name === name);
    const [first] = found;
    if (first === undefined) continue;
    if (target.kind === 'list') result[member.name] = readList(found, target, member);
    else if (found.length > 1) throw malformed();
    else result[member.name] = readElement(first, target);
  }
  return result;
}

function readList(found: readonly XmlElement[], shape: Extract<Shape, { kind: 'list' }>, member: Member): unknown[] {
  const flat = member.traits.xmlFlattened !== undefined || shape.traits.xmlFlattened !== undefined;
  const items = flat ? found : found.flatMap((list) => list.children);
  return items.map((item) => readElement(item, shape.member.shape()));
}

function readElement(element: XmlElement, shape: Shape): unknown {
  return shape.kind === 'structure' ? readStructure(element, shape) : readText(element.text, shape);
}

function readText(text: string | undefined, shape: Shape): unknown {
  if (text === undefined) return undefined;
  if (shape.kind === 'boolean') {
    if (!/^(?:true|false)$/i.test(text)) throw malformed();
    return text.toLowerCase() === 'true';
  }
  if (shape.kind === 'number') {
    if (!/^-?\d+$/.test(text)) throw malformed();
    return Number(text);
  }
  return text;
}

/** "Error responses", Amazon S3 API Reference. */
function malformed(): AwsRefusal {
  return new AwsRefusal(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

function writeBody(shape: Structure, output: Readonly<Record<string, unknown>>): string {
  const payload = shape.members.find((member) => member.traits.httpPayload !== undefined);
  if (payload === undefined) {
    const members = shape.members.filter((member) => member.traits.httpHeader === undefined);
    const [first, second] = members;
    if (first === undefined) return '';
    // GetBucketLocation's answer is one element and not one within another (API_GetBucketLocation, "Response Syntax").
    if (second === undefined && first.name === shape.traits.xmlName) {
      const value = output[first.name];
      return xml(first.name, typeof value === 'string' ? escapeXml(value) : '');
    }
    return xml(
      shape.traits.xmlName ?? shape.name.replace(/Output$/, 'Result'),
      writeXml({ ...shape, members }, output),
    );
  }
  const value = output[payload.name];
  const target = payload.shape();
  if (target.kind !== 'structure') return String(value);
  return xml(payload.traits.xmlName ?? target.name, writeXml(target, value as Readonly<Record<string, unknown>>));
}

function xml(name: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${NAMESPACE}">${content}</${name}>`;
}
