import { AssumeRole$, MalformedPolicyDocumentException$ } from '@aws-sdk/client-sts';
import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import type { JsonObject } from '../../../../model/json.ts';
import { parsePolicy } from '../../iam/document.ts';
import type { PolicyDocument } from '../../iam/document.ts';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import { AwsRefusal, modelled } from '../../refusal.ts';
import type { Role } from '../../state/principals.ts';
import { camelParameters, commaTime } from '../../trail/parameters.ts';
import { deniedRole, permitRole } from './role-trust.ts';
import type { Need } from './role-trust.ts';
import { openSession } from './sessions.ts';

export const assumeRole = defineOperation<AssumeRoleRequest, AssumeRoleResponse>({
  schema: AssumeRole$,
  // CloudTrail marks AssumeRole read-only, although it makes credentials.
  readOnly: true,
  supports: [
    'DurationSeconds',
    'ExternalId',
    'Policy',
    'RoleArn',
    'RoleSessionName',
    'SourceIdentity',
    'Tags',
    'TransitiveTagKeys',
  ],
  // Trust and rights are one decision here, made below.
  demands: () => [],

  run(input, call) {
    checkFields(input);
    // Any role that the caller may not assume looks the same as one that does not exist.
    const role = findRole(input, call);
    if (role === undefined) throw deniedRole(input, call, 'sts:AssumeRole');
    const context = actionContext(input);
    const permit = (action: string, need: Need): void => {
      permitRole({ action, need, input, role, call, context });
    };
    permit('sts:AssumeRole', 'either');
    const sourceIdentity = keptSourceIdentity(input, call);
    // Setting it needs the right on both sides, passing it on the trust of the next role ("Monitor and control actions
    // taken with assumed roles", IAM User Guide).
    if (sourceIdentity !== undefined) {
      permit('sts:SetSourceIdentity', input.SourceIdentity === undefined ? 'either' : 'both');
    }
    const tags = new Map((input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
    if (tags.size > 0) permit('sts:TagSession', 'either');
    const policy = readSessionPolicy(input.Policy);
    const chained = call.caller.kind === 'role';
    const session = openSession(call.account, {
      role,
      name: input.RoleSessionName ?? '',
      seconds: sessionSeconds(input, role, chained),
      ...(policy === undefined ? {} : { policy }),
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      tags: new Map([...inherited(call), ...tags]),
      transitiveTags: new Set([...inherited(call).keys(), ...(input.TransitiveTagKeys ?? [])]),
      chained,
    });
    return {
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secret,
        SessionToken: session.token,
        Expiration: new Date(session.expiresAt),
      },
      AssumedRoleUser: { AssumedRoleId: `${role.id}:${session.name}`, Arn: session.arn },
      ...(input.Policy === undefined ? {} : { PackedPolicySize: Math.ceil((input.Policy.length / 2048) * 100) }),
      ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    };
  },

  record: {
    response: recordResponse,
    resources: (input, call) => [{ accountId: call.account.id, type: 'AWS::IAM::Role', ARN: input.RoleArn ?? '' }],
    touched: (input, output) => [
      { type: 'AWS::IAM::Role', name: input.RoleArn ?? '' },
      ...(output?.Credentials?.AccessKeyId === undefined
        ? []
        : [{ type: 'AWS::IAM::AccessKey', name: output.Credentials.AccessKeyId }]),
      ...(output?.AssumedRoleUser?.Arn === undefined
        ? []
        : [{ type: 'AWS::STS::AssumedRole', name: output.AssumedRoleUser.Arn }]),
    ],
  },
});

function findRole(input: AssumeRoleRequest, call: Call): Role | undefined {
  return [...call.account.roles.values()].find((role) => role.arn === input.RoleArn);
}

/** Constraints of API_AssumeRole. */
function checkFields(input: AssumeRoleRequest): void {
  const { RoleArn = '', RoleSessionName = '', SourceIdentity, DurationSeconds } = input;
  const invalid = (value: string, member: string, rule: string): AwsRefusal =>
    validation(`1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`);
  if (!/^arn:aws:iam::\d{12}:role\/.+$/.test(RoleArn)) throw validation(`${RoleArn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) {
    throw invalid(RoleSessionName, 'roleSessionName', 'Member must satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  if (SourceIdentity !== undefined && !/^[\w+=,.@-]{2,64}$/.test(SourceIdentity)) {
    throw invalid(SourceIdentity, 'sourceIdentity', 'Member must satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  if (DurationSeconds !== undefined && (DurationSeconds < 900 || DurationSeconds > 43_200)) {
    const rule = DurationSeconds < 900 ? 'greater than or equal to 900' : 'less than or equal to 43200';
    throw invalid(String(DurationSeconds), 'durationSeconds', `Member must have value ${rule}`);
  }
  if (input.Policy !== undefined && input.Policy.length > 2048) {
    throw invalid(input.Policy, 'policy', 'Member must have length less than or equal to 2048');
  }
}

function validation(message: string): AwsRefusal {
  return new AwsRefusal('ValidationError', message, { recordCode: 'ValidationException' });
}

function actionContext(input: AssumeRoleRequest): NonNullable<Demand['context']> {
  return {
    'sts:ExternalId': input.ExternalId,
    'sts:RoleSessionName': input.RoleSessionName,
    'sts:SourceIdentity': input.SourceIdentity,
    'aws:TagKeys': (input.Tags ?? []).map((tag) => tag.Key ?? ''),
    ...Object.fromEntries((input.Tags ?? []).map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value])),
  };
}

/** "After the source identity is set, the value cannot be changed", also not along a chain of roles ("Monitor and control actions taken with assumed roles"). */
function keptSourceIdentity(input: AssumeRoleRequest, call: Call): string | undefined {
  const earlier = call.caller.kind === 'role' ? call.caller.session.sourceIdentity : undefined;
  if (earlier !== undefined && input.SourceIdentity !== undefined && input.SourceIdentity !== earlier) {
    throw deniedRole(input, call, 'sts:SetSourceIdentity');
  }
  return input.SourceIdentity ?? earlier;
}

function inherited(call: Call): ReadonlyMap<string, string> {
  if (call.caller.kind !== 'role') return new Map();
  const { session } = call.caller;
  return new Map([...session.tags].filter(([key]) => session.transitiveTags.has(key)));
}

/** "Role chaining limits your session to a maximum of one hour" ("Roles terms and concepts", IAM User Guide). */
function sessionSeconds(input: AssumeRoleRequest, role: Role, chained: boolean): number {
  const seconds = input.DurationSeconds ?? 3600;
  if (chained && seconds > 3600) {
    throw validation(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > role.maxSessionDuration) {
    throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return seconds;
}

function readSessionPolicy(text: string | undefined): PolicyDocument | undefined {
  if (text === undefined) return undefined;
  const document = parsePolicy(text, 'identity');
  if ('malformed' in document) throw modelled(MalformedPolicyDocumentException$, document.malformed);
  return document;
}

/** The secret key is not recorded; the token is, as AWS does. */
function recordResponse(output: AssumeRoleResponse): JsonObject | null {
  const { SecretAccessKey: _secret, ...credentials } = output.Credentials ?? { SecretAccessKey: undefined };
  return camelParameters({ ...output, Credentials: credentials }, commaTime);
}
