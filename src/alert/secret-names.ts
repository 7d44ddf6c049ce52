/** Names of fields that hold a secret whatever the API, and the kind of it; as `flat` writes them. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ...named('password', ['passworddata', 'authpassword', 'pwd', 'pgpassword', 'mysqlpwd', 'otp', 'cvv', 'cardnumber']),
  ...named('secret', [
    'secretstring',
    'secretbinary',
    'secretvalue',
    'secrethash',
    'sharedsecret',
    'secrettoauthenticateinitiator',
    'secrettoauthenticatetarget',
    'base32stringseed',
    'qrcodepng',
    'plaintext',
    'authparameters',
    'challengeresponses',
    'connectionstring',
    'customergatewayconfiguration',
    'customerrouterconfig',
    'securitydbencryption',
    'certificatewallet',
    'kerberoskeytab',
    'statickeyvalue',
    'servicejson',
    'cak',
  ]),
  ...named('private key', ['privatekeyplaintext', 'keymaterial', 'encryptedkeymaterial', 'hostkeybody', 'tokenkey']),
  ...named('token', ['samlassertion', 'authenticationcode1', 'authenticationcode2', 'streamurl', 'tokenvalue']),
  ...named('authorization', ['authorization', 'proxyauthorization', 'cookie', 'setcookie', 'authenticationtag']),
  ...named('link that signs in', [
    'embedurl',
    'streamingurl',
    'authorizedurl',
    'verificationuricomplete',
    'payloadurl',
  ]),
  ...named('API key', ['apikeyvalue', 'streamkey', 'logins']),
  ...named('user data', ['userdata']),
]);

/** How the name of a field ends that is secret: `masterUserPassword`, `authToken`, `fs.s3a.secret.key`, `passwords`. */
const ENDINGS: readonly (readonly [string, RegExp])[] = [
  ['password', /(?:password|passwd|passphrase|passcode)s?$/],
  ['token', /tokens?$/],
  ['secret', /(?:secret|secretbase64)s?$/],
  ['private key', /private(?:rsa|ssh)?key(?:base64|pem|body|content)?$/],
  [
    'secret',
    /(?:secret|shared|auth|host|ssh|fernet|customer|activation|signing|application|storage|account|master|license|app|nwk|data|apps|nwks|nwksint|nwksenc)key$/,
  ],
  ['API key', /apikeys?$/],
  ['access key', /accesskey$/],
  [
    'code',
    /(?:token|activation|auth|authorization|access|accept|unlock|verification|confirmation|device|user|secret|mfa|sms)code$/,
  ],
  ['code', /(?:codeverifier|assertion)$/],
  ['signature', /signature$/],
  ['credential', /credentials?$/],
];

/** Names that end like a secret and hold none: what pages through lists, makes requests idempotent, or is a setting. */
const HARMLESS =
  /(?:client|request|idempotency|pagination|page|next|continuation|creation|lock|change|changeset|sequence|forward|backward|update|revision|starting|resume|deduplication|reference|http)tokens?$|(?:kms|public|partition|sort|tag|foreign)[a-z]*key$/;

/** What may be seen below a secret name: which one it is, not what it says. */
const PUBLIC =
  /(?:id|ids|arn|arns|name|status|state|type|provider|date|expiration|expiresat|createdat|enabled|valuefrom|algorithm|version|count|region|email)$/;

/** A name without what sets its words apart: `fs.s3a.secret.key` and `x-amz-security-token` as `fss3asecretkey`. */
function flat(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Which kind of secret a field of that name holds; undefined for one that holds none. */
export function kindOfName(name: string): string | undefined {
  const plain = flat(name);
  const known = NAMES.get(plain);
  if (known !== undefined || HARMLESS.test(plain)) return known;
  return ENDINGS.find(([, ending]) => ending.test(plain))?.[0];
}

/** Whether a field below a secret name says which one it is, rather than what it says. */
export function isPublicName(name: string): boolean {
  return PUBLIC.test(flat(name)) && kindOfName(name) === undefined;
}

/** Whether a value is none whatever its name says: an ARN, the id of a key or of a principal. */
export function isReference(value: string): boolean {
  return (
    /^arn:aws[\w-]*:[\w-]+:/.test(value) ||
    /^(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA|APKA|ASCA)[A-Z0-9]{12,28}$/.test(value)
  );
}

function named(kind: string, names: readonly string[]): [string, string][] {
  return names.map((name) => [name, kind]);
}
