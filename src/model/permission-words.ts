/** What a statement of a function's policy lets whom do. */
export interface PermissionContent {
  /** `*`, an AWS service, an account (as id or ARN of its root), or the ARN of a user or role. */
  readonly principal: string;
  /** `lambda:InvokeFunction`. */
  readonly action: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  readonly organization?: string;
  /** For calls by a URL with this kind of signature only. */
  readonly urlAuthType?: string;
  /** For calls by a URL only. */
  readonly viaUrl?: boolean;
  readonly eventSourceToken?: string;
}

/** Parameters of AddPermission, as records name them, by what they make of a statement. */
const PARAMETERS: readonly (readonly [parameter: string, field: keyof PermissionContent])[] = [
  ['sourceArn', 'sourceArn'],
  ['sourceAccount', 'sourceAccount'],
  ['principalOrgID', 'organization'],
  ['functionUrlAuthType', 'urlAuthType'],
  ['invokedViaFunctionUrl', 'viaUrl'],
];

/**
 * What a record's request for a permission asks for; undefined where it names nobody or nothing. Without the token of an
 * event source, which no alert carries.
 */
export function requestedPermission(request: Readonly<Record<string, unknown>>): PermissionContent | undefined {
  const { principal, action } = request;
  if (typeof principal !== 'string' || typeof action !== 'string') return undefined;
  const narrowed = PARAMETERS.flatMap(([parameter, field]) => {
    const value = request[parameter];
    return typeof value === 'string' || typeof value === 'boolean' ? [[field, value] as const] : [];
  });
  return { principal, action, ...Object.fromEntries(narrowed) };
}

const DOES: Readonly<Record<string, string>> = {
  'lambda:InvokeFunction': 'invoke it',
  'lambda:InvokeFunctionUrl': 'call its URL',
  'lambda:*': 'do anything with it',
  '*': 'do anything with it',
};

/** In words, behind the function's name: `lets everybody invoke it, from arn:aws:s3:::box`. */
export function permissionInWords(content: PermissionContent): string {
  const { principal, action, sourceArn, sourceAccount, organization, viaUrl } = content;
  const does = `${DOES[action] ?? `do ${action}`}${viaUrl === true ? ' by its URL' : ''}`;
  const within = organization === undefined ? '' : ` of organisation ${organization}`;
  const from = sourceArn ?? (sourceAccount === undefined ? undefined : `account ${sourceAccount}`);
  return `lets ${whoInWords(principal)}${within} ${does}${from === undefined ? '' : `, from ${from}`}`;
}

/** An account is the same whether it is named by its id or by the ARN of its root. */
export function principalKey(principal: string): string {
  return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
}

function whoInWords(principal: string): string {
  const key = principalKey(principal);
  if (key === '*') return 'everybody';
  return /^\d{12}$/.test(key) ? `account ${key}` : key;
}
