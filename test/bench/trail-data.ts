import { createRandom } from '../support/random.ts';
import type { Random } from '../support/random.ts';
import { CALLS } from './trail-calls.ts';
import type { Call, Maker } from './trail-calls.ts';

/** Makes CloudTrail records up: always the same ones for the same seed. */
export interface TrailMaker {
  /** The JSON text of the next record, as compact as CloudTrail writes it. */
  next(): string;
}

const REGIONS = ['eu-central-1', 'us-east-1', 'eu-west-1'] as const;
const AGENTS = [
  'aws-sdk-go-v2/1.30.3 ua/2.0 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.173.0 m/E',
  'Boto3/1.34.149 md/Botocore#1.34.149 ua/2.0 os/linux#5.10.220-209.869.amzn2.x86_64 md/arch#x86_64 lang/python#3.11.9 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.149',
  'APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.59.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.30.3 ua/2.0 os/linux lang/go#1.22.5',
] as const;

const BROWSER =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const ACCOUNT = '111122223333';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Values of a length that come again and again, as machines, networks and keys do in an account. */
const POOL = 200;

/** Sessions at a time, and records after which one of them ends and another begins. */
const SESSIONS = 300;
const RECORDS_PER_SESSION = 400;

function makerOf(random: Random): Maker {
  const letters = (length: number, from: string): string =>
    Array.from({ length }, () => from.charAt(random.below(from.length))).join('');
  const fresh = (length: number): string => letters(length, '0123456789abcdef');
  const pools = new Map<number, readonly string[]>();
  const hex = (length: number): string => {
    const pool = pools.get(length) ?? Array.from({ length: POOL }, () => fresh(length));
    pools.set(length, pool);
    return random.pick(pool);
  };
  const id = (): string => `${fresh(8)}-${fresh(4)}-4${fresh(3)}-${fresh(4)}-${fresh(12)}`;
  const ids = Array.from({ length: 60 }, id);
  const words = Array.from({ length: 40 }, (_, index) => {
    const what = random.pick(['payments', 'web', 'search', 'billing', 'data', 'auth']);
    return `${what}-${random.pick(['api', 'worker', 'prod', 'batch', 'cache'])}-${index}`;
  });
  return {
    hex,
    text: (length) => letters(length, BASE64),
    word: () => random.pick(words),
    arn: (service, kind) => `arn:aws:${service}:eu-central-1:${ACCOUNT}:${kind}/${random.pick(ids)}`,
    id,
  };
}

/** Somebody at work: the same identity, address and program for hours. */
interface Session {
  readonly identity: Readonly<Record<string, unknown>>;
  readonly address: string;
  readonly agent: string;
  readonly region: string;
  /** A program has few things to do. */
  readonly calls: readonly Call[];
}

const TOTAL = CALLS.reduce((sum, { weight }) => sum + weight, 0);

function callOf(random: Random): Call {
  let at = random.next() * TOTAL;
  return CALLS.find(({ weight }) => (at -= weight) < 0) ?? random.pick(CALLS);
}

function sessionOf(random: Random, { hex, word }: Maker, time: number): Session {
  const isPerson = random.chance(0.04);
  const role = isPerson ? 'AWSReservedSSO_Developer_0123456789abcdef' : word();
  const roleId = `AROA${hex(17).toUpperCase()}`;
  // Instances are told by their names; most workloads are functions and containers.
  const isInstance = !isPerson && random.chance(0.25);
  const name = isPerson ? `${word()}@example.com` : isInstance ? `i-${hex(17)}` : `${word()}-${hex(8)}`;
  const issuer = {
    type: 'Role',
    principalId: roleId,
    arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
    accountId: ACCOUNT,
    userName: role,
  };
  const attributes = { creationDate: timeText(time - 600_000), mfaAuthenticated: 'false' };
  return {
    identity: {
      type: 'AssumedRole',
      principalId: `${roleId}:${name}`,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`,
      accountId: ACCOUNT,
      accessKeyId: `ASIA${hex(16).toUpperCase()}`,
      sessionContext: {
        sessionIssuer: issuer,
        attributes,
        ...(isInstance ? { ec2RoleDelivery: '2.0' } : {}),
      },
    },
    address: isPerson ? `203.0.113.${random.below(256)}` : `10.0.${random.below(256)}.${random.below(256)}`,
    agent: isPerson ? BROWSER : random.pick(AGENTS),
    region: random.pick(REGIONS),
    calls: Array.from({ length: isPerson ? 20 : 5 }, () => callOf(random)),
  };
}

function timeText(time: number): string {
  return new Date(time).toISOString().replace('.000', '');
}

export function createTrailMaker(seed: number): TrailMaker {
  const random = createRandom(seed);
  const maker = makerOf(random);
  let time = Date.UTC(2026, 2, 2, 9);
  let records = 0;
  const sessions = Array.from({ length: SESSIONS }, () => sessionOf(random, maker, time));

  let session = random.pick(sessions);
  let call = random.pick(session.calls);
  return {
    next() {
      time += random.below(4) * 1000;
      records += 1;
      if (records % RECORDS_PER_SESSION === 0) sessions[random.below(SESSIONS)] = sessionOf(random, maker, time);
      // Calls come in bursts: a program asks the same again for the next page or the next thing.
      const isOther = random.chance(0.3);
      if (isOther) session = random.pick(sessions);
      if (isOther || random.chance(0.4)) call = random.pick(session.calls);
      return recordOf(call, session, random, maker, time);
    },
  };
}

function recordOf(call: Call, session: Session, random: Random, maker: Maker, time: number): string {
  const { source, name, by } = call;
  const service = by === undefined ? undefined : `${by}.amazonaws.com`;
  const isService = service !== undefined && random.chance(0.6);
  const isDenied = random.chance(0.02);
  const why = `User: ${JSON.stringify(session.identity['arn'])} is not authorized to perform: ${source}:${name}`;
  return JSON.stringify({
    eventVersion: '1.10',
    userIdentity: isService
      ? { type: 'AWSService', invokedBy: service }
      : { ...session.identity, ...(service === undefined ? {} : { invokedBy: service }) },
    eventTime: timeText(time),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: session.region,
    sourceIPAddress: service ?? session.address,
    userAgent: service ?? session.agent,
    ...(isDenied ? { errorCode: 'AccessDenied', errorMessage: `${why} because no policy allows it` } : {}),
    requestParameters: call.request(maker),
    responseElements: isDenied ? null : (call.response?.(maker) ?? null),
    requestID: maker.id(),
    eventID: maker.id(),
    readOnly: call.writes !== true,
    ...(['s3', 'kms', 'sts'].includes(source)
      ? { resources: [{ accountId: ACCOUNT, type: `AWS::${source}::Thing`, ARN: maker.arn(source, 'thing') }] }
      : {}),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    ...(service === undefined
      ? {
          tlsDetails: {
            tlsVersion: 'TLSv1.3',
            cipherSuite: 'TLS_AES_128_GCM_SHA256',
            clientProvidedHostHeader: `${source}.${session.region}.amazonaws.com`,
          },
        }
      : {}),
  });
}
