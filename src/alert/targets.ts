import type { Target } from '../model/alert.ts';
import { functionName } from '../model/function-names.ts';
import { isObject } from '../model/json.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import { listAt, nodesAt, objectAt, textAt } from './fields.ts';
import { MADE } from './made-targets.ts';
import { redactText } from './redact.ts';
import { CREATIONS, EC2_PREFIXES, REQUEST_FIELDS, REQUEST_IS_INPUT } from './resource-types.ts';
import { visible } from './text.ts';

/** Most targets of one record on an alert. A bulk launch has more: the rest is counted, and named in the record. */
export const TARGET_LIMIT = 50;

const ID_LENGTH = 256;
const ARN_LENGTH = 1200;
const NAME_LENGTH = 128;

export interface RecordTargets {
  readonly targets: readonly Target[];
  /** How many more there were. */
  readonly omitted: number;
}

/**
 * The resources that a record touched: first what it created, then what its request named, then CloudTrail's own
 * `resources`. An id that is not plainly one is left out, never altered: a remedy acts on what stands here.
 */
export function targetsOf(record: CloudTrailRecord): RecordTargets {
  const all = allTargets(record);
  return { targets: all.slice(0, TARGET_LIMIT), omitted: Math.max(0, all.length - TARGET_LIMIT) };
}

/** Everything that the record's own response says it created, however much that is. */
export function createdBy(record: CloudTrailRecord): readonly Target[] {
  return allTargets(record).filter((one) => one.created === true);
}

function allTargets(record: CloudTrailRecord): readonly Target[] {
  const service = (textAt(record, 'eventSource') ?? '').replace(/\.amazonaws\.com$/, '');
  // Lambda puts its API version behind the name: `CreateFunction20150331`.
  const call = `${service}:${(textAt(record, 'eventName') ?? '').replace(/20\d{6}(?:v\d)?$/, '')}`;
  const found = new Map<string, Target>();
  const candidates = [
    ...created(record, call),
    ...(REQUEST_IS_INPUT.has(call) ? [] : named(record, service)),
    ...listed(record),
  ];
  for (const candidate of candidates) {
    const key = `${candidate.type} ${candidate.id}`;
    found.set(key, { ...candidate, ...found.get(key) });
  }
  return [...found.values()];
}

function created(record: CloudTrailRecord, call: string): readonly Target[] {
  // An empty code is none: not every tool that passes records on leaves the field away.
  if (textAt(record, 'errorCode') !== undefined) return [];
  const request = objectAt(record, 'requestParameters');
  const response = objectAt(record, 'responseElements');
  const made = (MADE[call]?.(request, response) ?? []).flatMap(({ type, id, arn, name }) =>
    target(type, id, { arn, name, created: true }),
  );
  const whole = (CREATIONS[call] ?? []).flatMap(({ type, each, id, arn, name }) =>
    nodesAt(response, each).flatMap((node) => {
      const called = (name === undefined ? undefined : textAt(node, name)) ?? nameTag(type, node, request);
      return target(type, textAt(node, id), {
        arn: arn === undefined ? undefined : textAt(node, arn),
        name: called ?? (type === 'AWS::EC2::SecurityGroup' ? textAt(request, 'groupName') : undefined),
        created: true,
      });
    }),
  );
  return [...whole, ...made];
}

/** The `Name` tag: of the new resource itself, or as asked for all of its kind. */
function nameTag(type: string, node: unknown, request: Readonly<Record<string, unknown>>): string | undefined {
  const own = nameIn(nodesAt(node, 'tagSet.items[]'));
  if (own !== undefined || type !== 'AWS::EC2::Instance') return own;
  const asked = nodesAt(request, 'tagSpecificationSet.items[]').filter(
    (spec) => textAt(spec, 'resourceType') === 'instance',
  );
  return nameIn(asked.flatMap((spec) => listAt(spec, 'tags')));
}

function nameIn(tags: readonly unknown[]): string | undefined {
  return textAt(
    tags.find((tag) => textAt(tag, 'key') === 'Name'),
    'value',
  );
}

/** Fields of the request by their names; and, as EC2 writes lists, those of `…Set.items[]`. */
function named(record: CloudTrailRecord, service: string): readonly Target[] {
  const types = REQUEST_FIELDS[service] ?? {};
  const request = objectAt(record, 'requestParameters');
  const sets = Object.keys(request).filter((key) => key.endsWith('Set'));
  const nodes = [
    request,
    ...sets.flatMap((key) => nodesAt(request, `${key}.items[]`)),
    ...(service === 'ec2' ? wrapped(record, request) : []),
  ];
  return nodes.flatMap((node) => [
    ...Object.entries(types).flatMap(([key, type]) => {
      const value = isObject(node) ? node[key] : undefined;
      const ids: readonly unknown[] = Array.isArray(value) ? (value as unknown[]) : [value];
      return ids.flatMap((id) => target(type, typeof id === 'string' ? id : undefined, {}));
    }),
    ...(service === 'ec2' ? byPrefix(textAt(node, 'resourceId')) : []),
  ]);
}

/** EC2's newer calls are recorded with their request and answer under their own names, as the XML had them. */
function wrapped(record: CloudTrailRecord, request: Readonly<Record<string, unknown>>): readonly unknown[] {
  const call = textAt(record, 'eventName') ?? '';
  const asked = Object.entries(objectAt(request, `${call}Request`));
  const answer = objectAt(objectAt(record, 'responseElements'), `${call}Response`);
  return [
    Object.fromEntries(asked.map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value])),
    objectAt(answer, 'iamInstanceProfileAssociation'),
  ];
}

function byPrefix(id: string | undefined): readonly Target[] {
  const type = EC2_PREFIXES[id?.split('-', 1)[0] ?? ''];
  return type === undefined ? [] : target(type, id, {});
}

/** CloudTrail's own list, which some services fill. */
function listed(record: CloudTrailRecord): readonly Target[] {
  return listAt(record, 'resources').flatMap((resource) => {
    const type = textAt(resource, 'type');
    const arn = textAt(resource, 'ARN') ?? textAt(resource, 'arn');
    return type === undefined || !/^AWS::\w+::\w+$/.test(type) ? [] : target(type, arn, {});
  });
}

interface Details {
  readonly arn?: string | undefined;
  readonly name?: string | undefined;
  readonly created?: boolean;
}

/** None or one. An ARN in the place of an id gives both. */
function target(type: string, value: string | undefined, details: Details): readonly Target[] {
  if (value === undefined) return [];
  const isArn = value.startsWith('arn:');
  // Requests name functions by name, partial ARN or ARN, with or without a version.
  const called = type === 'AWS::Lambda::Function' ? functionName(value)?.name : undefined;
  const id = called ?? (isArn ? idOf(value) : value);
  const arn = details.arn ?? (isArn ? value : undefined);
  if (id === '' || id.length > ID_LENGTH || id !== visible(id)) return [];
  return [
    {
      type,
      id,
      ...(arn !== undefined && arn.length <= ARN_LENGTH && arn === visible(arn) ? { arn } : {}),
      ...(details.name === undefined ? {} : { name: redactText(details.name, NAME_LENGTH) }),
      ...(details.created === true ? { created: true } : {}),
    },
  ];
}

/** What people call the resource of an ARN: IAM's name without its path, else what stands behind the kind. */
function idOf(arn: string): string {
  const [, , service = '', , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (service === 'iam') return resource.split('/').at(-1) ?? '';
  return service === 's3' ? resource : resource.replace(/^[A-Za-z-]+[:/](?=.)/, '');
}
