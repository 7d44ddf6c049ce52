import type { Actor, RootActor } from './actor.ts';
import { isObject } from './json.ts';
import type { CloudTrailRecord } from './record.ts';

/** AWS allows 2,048 characters in an ARN; anything longer in its place is not one. */
const ARN_LENGTH = 2048;
/** Longest principal id that becomes a root actor's id: an id is a store key, so a hostile one must stay small. */
const PRINCIPAL_LENGTH = 512;

/** What CloudTrail writes instead of a user name that may be a password typed into the wrong field. */
const HIDDEN_NAME = 'HIDDEN_DUE_TO_SECURITY_REASONS';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The principal of a record and the root actor behind it. Total: any record, whatever its fields hold, gives an actor;
 * what cannot be told becomes `unknown`. Meaning of the fields: CloudTrail's `userIdentity` element.
 */
export function actorOf(record: CloudTrailRecord): Actor {
  const identity = object(record['userIdentity']);
  const context = object(identity['sessionContext']);
  const type = text(identity['type']) ?? 'Unknown';
  const arn = text(identity['arn']);
  const account = digits(identity['accountId']) ?? parseArn(arn)?.account;
  const session = sessionName(type, arn, text(identity['principalId']));
  const accessKeyId = text(identity['accessKeyId']);
  const mfa = mfaOf(record, context);
  const invokedBy = text(identity['invokedBy']);
  const sourceIdentity = text(context['sourceIdentity']);
  return {
    type,
    root: rootActor(type, identity, context, account),
    ...(arn === undefined ? {} : { arn }),
    ...(account === undefined ? {} : { account }),
    ...(session === undefined ? {} : { session }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(mfa === undefined ? {} : { mfa }),
    ...(invokedBy === undefined ? {} : { invokedBy }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
}

/** The account that a record belongs to: where it was delivered, else the caller's. Undefined when neither is said. */
export function accountOf(record: CloudTrailRecord): string | undefined {
  return digits(record['recipientAccountId']) ?? actorOf(record).account;
}

function rootActor(type: string, identity: Fields, context: Fields, account: string | undefined): RootActor {
  const arn = parseArn(text(identity['arn']));
  if (type === 'Root') return accountRoot(arn, account) ?? unknownRoot(identity);

  const issuer = parseArn(text(object(context['sessionIssuer'])['arn']));
  if (issuer !== undefined) return arnActor(issuer);
  if (arn?.kind === 'assumed-role') return roleBehind(arn);
  // A federated user's own ARN carries a name that its creator chose: without the issuer only the principal id is left.
  if (arn !== undefined && arn.kind !== 'federated-user') return arnActor(arn);

  const userName = text(identity['userName']);
  if (type === 'IAMUser' && account !== undefined && userName !== undefined && userName !== HIDDEN_NAME) {
    return { id: `arn:aws:iam::${account}:user/${clip(userName)}`, name: clip(userName) };
  }
  return unknownRoot(identity);
}

/** The root user, or `undefined` when not even the account is known. */
function accountRoot(arn: Arn | undefined, account: string | undefined): RootActor | undefined {
  const owner = arn?.account ?? account;
  if (owner === undefined) return undefined;
  return { id: `arn:${arn?.partition ?? 'aws'}:iam::${owner}:root`, name: 'root' };
}

function arnActor(arn: Arn): RootActor {
  if (arn.kind === 'root') return { id: arn.text, name: 'root' };
  if (arn.kind === 'assumed-role') return roleBehind(arn);
  return { id: arn.text, name: arn.resource.split('/').at(-1) || arn.resource };
}

/** An assumed-role ARN does not carry the role's path, so this is the role's ARN for roles without one. */
function roleBehind(arn: Arn): RootActor {
  const role = arn.resource.split('/')[1];
  if (role === undefined || role === '') return { id: arn.text, name: arn.resource };
  return { id: `arn:${arn.partition}:iam::${arn.account}:role/${role}`, name: role };
}

function unknownRoot(identity: Fields): RootActor {
  const type = text(identity['type']);
  const service = text(identity['invokedBy']);
  if (service !== undefined && (type === undefined || type === 'AWSService')) {
    return { id: `service:${clip(service)}`, name: clip(service) };
  }
  const centerUser = text(object(identity['onBehalfOf'])['userId']);
  if (centerUser !== undefined) return { id: `principal:${clip(centerUser)}`, name: clip(centerUser) };

  const principal = stablePrincipal(type, text(identity['principalId'])) ?? digits(identity['accountId']);
  if (principal === undefined) return { id: 'unknown', name: 'unknown' };
  const userName = text(identity['userName']);
  return { id: `principal:${clip(principal)}`, name: clip(userName ?? principal) };
}

/** Identity providers put the person behind the colon of `principalId`; everyone else a name chosen by the caller. */
function stablePrincipal(type: string | undefined, principalId: string | undefined): string | undefined {
  if (principalId === undefined || type === 'SAMLUser' || type === 'WebIdentityUser') return principalId;
  const id = principalId.split(':', 1)[0];
  return id === '' ? undefined : id;
}

function sessionName(type: string, arn: string | undefined, principalId: string | undefined): string | undefined {
  const parsed = parseArn(arn);
  if (parsed?.kind === 'assumed-role') return text(parsed.resource.split('/').slice(2).join('/'));
  if (parsed?.kind === 'federated-user') return text(parsed.resource.split('/').slice(1).join('/'));
  if (type === 'SAMLUser' || type === 'WebIdentityUser') return undefined;
  const colon = principalId?.indexOf(':') ?? -1;
  return colon < 0 ? undefined : text(principalId?.slice(colon + 1));
}

/** A session says whether it was made with MFA; a console sign-in says it in its own field. */
function mfaOf(record: CloudTrailRecord, context: Fields): boolean | undefined {
  const ofSession = yesOrNo(object(context['attributes'])['mfaAuthenticated']);
  return ofSession ?? yesOrNo(object(record['additionalEventData'])['MFAUsed']);
}

function yesOrNo(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const word = value.toLowerCase();
  if (word === 'true' || word === 'yes') return true;
  return word === 'false' || word === 'no' ? false : undefined;
}

interface Arn {
  readonly text: string;
  readonly partition: string;
  readonly account: string;
  /** Everything after the account: `user/path/name`, `assumed-role/role/session`, `root`. */
  readonly resource: string;
  /** First part of the resource. */
  readonly kind: string;
}

function parseArn(value: string | undefined): Arn | undefined {
  if (value === undefined || value.length > ARN_LENGTH) return undefined;
  const found = /^arn:([a-z-]+):(?:iam|sts)::(\d{12}):([^\s]+)$/u.exec(value);
  const [, partition, account, resource] = found ?? [];
  if (partition === undefined || account === undefined || resource === undefined) return undefined;
  return { text: value, partition, account, resource, kind: resource.split('/', 1)[0] ?? '' };
}

function object(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Account ids lose their leading zeros where somebody stored them as numbers. */
function digits(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return String(value).padStart(12, '0');
  const id = text(value);
  return id === undefined ? undefined : clip(id);
}

function clip(value: string): string {
  return value.length <= PRINCIPAL_LENGTH ? value : value.slice(0, PRINCIPAL_LENGTH);
}
