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

const DOES: Readonly<Record<string, string>> = {
  'lambda:InvokeFunction': 'invoke it',
  'lambda:InvokeFunctionUrl': 'call its URL',
  'lambda:*': 'do anything with it',
  '*': 'do anything with it',
};

/** In words, behind the function's name: `lets everybody invoke it, from arn:aws:s3:::box`. All but the token is in them. */
export function permissionInWords(content: PermissionContent): string {
  const { principal, action, sourceArn, sourceAccount, organization, urlAuthType, viaUrl } = content;
  const by = viaUrl === true ? ' by its URL' : '';
  const unsigned = urlAuthType === 'NONE' ? ' without a signature' : '';
  const within = organization === undefined ? '' : ` of organisation ${organization}`;
  const account = sourceAccount === undefined ? [] : [`account ${sourceAccount}`];
  const from = [...(sourceArn === undefined ? [] : [sourceArn]), ...account].join(' in ');
  const does = `${DOES[action] ?? `do ${action}`}${by}${unsigned}`;
  return `lets ${whoInWords(principal)}${within} ${does}${from === '' ? '' : `, from ${from}`}`;
}

/** An account is the same whether it is named by its id or by the ARN of its root. */
function whoInWords(principal: string): string {
  const key = /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
  if (key === '*') return 'everybody';
  return /^\d{12}$/.test(key) ? `account ${key}` : key;
}
