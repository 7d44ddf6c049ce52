/** The API call that a field belongs to: `eventSource` and `eventName` of its record. */
export interface ApiCall {
  readonly eventSource: string;
  readonly eventName: string;
}

/** Names of fields that hold a secret whatever the API; lower case, without `-` and `_`. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ...named('password', ['password', 'passwd', 'passphrase', 'passworddata', 'authpassword']),
  ...named('secret', [
    'secretstring',
    'secretbinary',
    'secretaccesskey',
    'secretkey',
    'secretvalue',
    'clientsecret',
    'sharedsecret',
    'presharedkey',
    'base32stringseed',
    'qrcodepng',
    'plaintext',
    'authparameters',
    'challengeresponses',
    'connectionstring',
  ]),
  ...named('private key', ['privatekey', 'privatekeyplaintext', 'keymaterial', 'privatekeypem']),
  ...named('token', [
    'samlassertion',
    'tokencode',
    'authenticationcode1',
    'authenticationcode2',
    'streamurl',
    'tokenvalue',
  ]),
  ...named('API key', ['apikeyvalue', 'apikey']),
  ...named('user data', ['userdata']),
]);

/** Words at the end of a field's name that make it secret: `masterUserPassword`, `authToken`. */
const ENDINGS: readonly (readonly [string, string])[] = [
  ['password', 'password'],
  ['token', 'token'],
  ['secret', 'secret'],
];

/** Tokens that page through lists or make a request idempotent: no secret, and of use when reading a record. */
const HARMLESS_TOKENS: ReadonlySet<string> = new Set([
  'clienttoken',
  'clientrequesttoken',
  'continuationtoken',
  'creationtoken',
  'idempotencytoken',
  'locktoken',
  'nextpagetoken',
  'nexttoken',
  'paginationtoken',
  'requesttoken',
  'changetoken',
]);

/** What may be seen of a `credentials` object. */
const PUBLIC_CREDENTIALS: ReadonlySet<string> = new Set(['accesskeyid', 'expiration', 'expiresat', 'status']);

/** Fields by their place, for any API: values of environment variables, as lists of pairs and as maps. */
const ANYWHERE: readonly (readonly [RegExp, string])[] = [
  [/environment\w*\[\]\.value$/, 'environment variable'],
  [/environmentvariables(?:override)?\.[^]+$/, 'environment variable'],
  [/(?:^|\.)environment\.variables\.[^]+$/, 'environment variable'],
];

interface CallField {
  /** `eventSource` up to `.amazonaws.com`. */
  readonly service: string;
  readonly event: RegExp;
  /** Place of the field, lower case; `[]` stands for an element of a list. */
  readonly path: RegExp;
  readonly kind: string;
}

/** Fields whose name alone does not tell. Versions at the end of Lambda's event names (`20150331v2`) are let through. */
const CALL_FIELDS: readonly CallField[] = [
  field('ssm', /^PutParameter$/, /^value$/, 'parameter value'),
  field(
    'ssm',
    /^(?:SendCommand|StartSession|StartAutomationExecution|.*Association.*)$/,
    /(?:^|\.)parameters(?:\.|$)/,
    'command parameter',
  ),
  field('ssm', /^GetParameter/, /\.value$/, 'parameter value'),
  field('cloudformation', /./, /(?:^|\.)parameters\[\]\.(?:parametervalue|resolvedvalue)$/, 'stack parameter'),
  field('cloudformation', /./, /(?:^|\.)templatebody$/, 'template'),
  field('elasticbeanstalk', /./, /optionsettings\[\]\.value$/, 'environment variable'),
  field('sagemaker', /./, /(?:^|\.)environment\.[^]+$/, 'environment variable'),
  field('glue', /./, /(?:^|\.)(?:defaultarguments|arguments|connectionproperties)\.[^]+$/, 'job argument'),
  field('batch', /^(?:SubmitJob|RegisterJobDefinition)$/, /^parameters\.[^]+$/, 'job argument'),
  field('states', /^Start(?:Sync)?Execution$/, /^input$/, 'input'),
  field('events', /^Put(?:Targets|Events)$/, /(?:^|\.)(?:input|detail)$/, 'input'),
  field('scheduler', /^(?:Create|Update)Schedule$/, /^target\.input$/, 'input'),
  field('appsync', /ApiKey/, /^apikey\.id$/, 'API key'),
  field('apigateway', /ApiKey/, /(?:^|\.)value$/, 'API key'),
  field('sns', /^Publish/, /(?:^|\.)message$/, 'message'),
  field('sqs', /^SendMessage/, /(?:^|\.)messagebody$/, 'message'),
];

/**
 * Which kind of secret a field is, by its name, its place or its API; undefined for one that is none.
 * @param path Place within `requestParameters` or `responseElements`: keys in lower case joined by dots, `[]` for lists.
 */
export function secretKind(key: string, path: string, call: ApiCall): string | undefined {
  const name = key.toLowerCase().replaceAll(/[-_]/g, '');
  const byName = NAMES.get(name) ?? (HARMLESS_TOKENS.has(name) ? undefined : byEnding(name));
  if (byName !== undefined) return byName;
  if (/(?:^|\.)credentials?\.[^.]+$/.test(path) && !PUBLIC_CREDENTIALS.has(name)) return 'credential';
  for (const [place, kind] of ANYWHERE) if (place.test(path)) return kind;
  const service = call.eventSource.replace(/\.amazonaws\.com$/, '');
  for (const candidate of CALL_FIELDS) {
    if (candidate.service === service && candidate.event.test(call.eventName) && candidate.path.test(path)) {
      return candidate.kind;
    }
  }
  return undefined;
}

function byEnding(name: string): string | undefined {
  return ENDINGS.find(([ending]) => name.endsWith(ending))?.[1];
}

function named(kind: string, names: readonly string[]): [string, string][] {
  return names.map((name) => [name, kind]);
}

function field(service: string, event: RegExp, path: RegExp, kind: string): CallField {
  return { service, event, path, kind };
}
