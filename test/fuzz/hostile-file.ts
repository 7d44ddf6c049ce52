import type { Random } from '../support/random.ts';

/** What means something to JSON, to the scanner or to the rules. */
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\\',
  ' ',
  '\n',
  '\t',
  '\r',
  '\0',
  '\u001f',
  '/',
  '.',
  '-',
  '+',
  'e',
  '0',
  '1',

  'true',
  'false',
  'null',
  'tru',
  'nul',
  '01',
  '1.',
  '.5',
  '1e5',
  '-0',
  '1E+9',
  '-',
  'NaN',
  '0x1',
  '12345678901234567890',

  '\\"',
  '\\\\',
  '\\u0065',
  '\\u12',
  '\\x',
  '\\/',
  '\\\\"',
  '""',
  '"":',
  ',,',
  '::',
  '{}',
  '[]',
  '[{',
  '}]',
  '},{',
  '}}',
  '{{',

  '"eventName"',
  '"eventName":',
  '"eventName":"StopLogging"',
  ',"eventName":"StopLogging"',
  '"\\u0065ventName":"StopLogging"',

  '"eventName" : "StopLogging"',
  '"eventName":["StopLogging"]',
  '"eventName":null',
  '"eventName":7',
  '"eventname":"StopLogging"',

  '"x,\\"eventName":1',
  '"userIdentity.type":"Root"',
  '"userIdentity":{"type":"Root"}',
  '"userIdentity":[{"type":"Root"}]',

  '"errorCode":"AccessDenied"',
  'StopLogging',
  'stoplogging',
  'STOPLOGGING',
  'Root',
  'AWS',
  '\u212A',
  'İ',
  '\uFEFF',
  '😀',
  '\u2028',
  '"Records":[',
  ']}',
  '"__proto__":1',
  '_',
  'Y',
  'y',
  '\u007f',
] as const;

const NAMES = [
  'StopLogging',
  'DescribeTrails',
  'ConsoleLogin',
  'AssumeRole',
  'CreateUser',
  'GetCallerIdentity',
  'RunInstances',
];

/** A record with what rules look for in unusual places, now and then. */
function recordOf(random: Random): string {
  const entries: [string, unknown][] = [
    ['eventVersion', '1.10'],
    ['userIdentity', identityOf(random)],
    ['eventTime', `2026-03-0${1 + random.below(3)}T0${random.below(10)}:00:00Z`],
    ['eventSource', `${random.pick(['cloudtrail', 'sts', 'ec2', 'iam', 'signin'])}.amazonaws.com`],
    ['eventName', random.pick(NAMES)],
    ['awsRegion', random.pick(['eu-central-1', 'us-east-1'])],
    ['sourceIPAddress', random.pick(['10.0.0.1', '203.0.113.9', 'ec2.amazonaws.com'])],
    ['userAgent', random.pick(['aws-cli/2.0', 'kali', 'a "quoted" \\ agent', 'ünïcödé 😀'])],
    [
      'requestParameters',
      random.chance(0.3) ? { eventName: 'StopLogging', a: [{ 'b}': '],[' }, 1, -2.5e3, true, null, []] } : null,
    ],
    ['responseElements', random.chance(0.2) ? { ConsoleLogin: 'Failure', deep: [[[{}]]] } : null],
    ['readOnly', random.chance(0.5)],
    ['eventID', `id-${random.below(40)}`],
    ['recipientAccountId', random.pick(['111122223333', '999988887777'])],
  ];
  if (random.chance(0.2))
    entries.push(['errorCode', random.pick(['AccessDenied', 'Client.UnauthorizedOperation', ''])]);
  while (random.chance(0.3)) entries.splice(random.below(entries.length), 1);
  if (random.chance(0.1)) entries.push(entries[random.below(entries.length)] ?? ['eventName', 'x']);
  if (random.chance(0.05)) entries.push([random.pick(['userIdentity.type', 'eventName.x', '']), 'Root']);
  const texts = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  if (random.chance(0.1)) texts.sort(() => random.next() - 0.5);
  const text = `{${texts.join(',')}}`;
  return random.chance(0.1) ? (respaced(text) ?? text) : text;
}

function identityOf(random: Random): unknown {
  const type = random.pick(['Root', 'IAMUser', 'AssumedRole', 'AWSService', null, 5]);
  const arn = `arn:aws:iam::111122223333:user/${random.pick(['ana', 'ben', 'ünï'])}`;
  return random.chance(0.1)
    ? random.pick<unknown>([null, [], 'nobody', [{ type }]])
    : { type, arn, sessionContext: { attributes: { mfaAuthenticated: 'false' } } };
}

function respaced(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}

/** Bytes of a text with some of them replaced, taken out, said twice, or others put between. */
function mutated(text: string, random: Random): string {
  let result = text;
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const at = random.below(result.length + 1);
    const kind = random.below(5);
    if (kind === 0) result = result.slice(0, at) + random.pick(PIECES) + result.slice(at);
    else if (kind === 1) result = result.slice(0, at) + result.slice(at + 1 + random.below(4));
    else if (kind === 2) result = result.slice(0, at) + random.pick(PIECES) + result.slice(at + 1 + random.below(8));
    else if (kind === 3) result = result.slice(0, at) + result.slice(at, at + random.below(40)) + result.slice(at);
    else {
      // Where one value ends and another begins: what is put there is often still JSON.
      const comma = result.indexOf(',"', at);
      if (comma >= 0) result = `${result.slice(0, comma)},${random.pick(PIECES)}${result.slice(comma)}`;
    }
  }
  return result;
}

export interface HostileFile {
  readonly bytes: Buffer;
  /** Where it is cut into chunks, ascending. */
  readonly cuts: readonly number[];
  readonly records: number;
}

/** A CloudTrail file of some records, most of them mutated, of which some may be no records any more. */
export function hostileFile(random: Random): HostileFile {
  const count = 1 + random.below(12);
  const records = Array.from({ length: count }, () => {
    const record = recordOf(random);
    return random.chance(0.6) ? mutated(record, random) : record;
  });
  const between = random.chance(0.8) ? ',' : random.pick([', ', ',\n', ' ,', ',,', '']);
  const whole = `${random.pick(['', '', '\uFEFF'])}{"Records":[${records.join(between)}]}`;
  const text = random.chance(0.1) ? whole.slice(0, random.below(whole.length)) : whole;
  const bytes = Buffer.from(text);
  // No UTF-8, as a cut or a broken copy leaves it.
  if (random.chance(0.1) && bytes.length > 0) bytes[random.below(bytes.length)] = 0x80 + random.below(128);
  const cuts = random.chance(0.5)
    ? Array.from({ length: random.below(6) }, () => random.below(bytes.length + 1)).toSorted((a, b) => a - b)
    : [];
  return { bytes, cuts, records: count };
}
