import { stringify } from 'yaml';
import { CHANNELS, PEOPLE, SECURITY_APPROVERS } from './slack/cast.ts';

export interface SandboxPolicyFacts {
  readonly workspace: string;
  readonly account: string;
  readonly alias: string;
  readonly regions: readonly string[];
  readonly readRole: string;
  readonly actRole: string;
  /** Absent: actions that write in IAM are off. */
  readonly iamActRole?: string;
  readonly externalId?: string;
  readonly trailBucket: string;
  readonly trailQueueArn: string;
}

/**
 * The policy file of the sandbox: who may do what among its people. Dave is an approver too, and the person behind the
 * leaked key of the first scenario, so that anybody can see why he cannot approve.
 */
export function sandboxPolicy(facts: SandboxPolicyFacts): string {
  const { rana, ana, ben, dave, vic, ada } = PEOPLE;
  return stringify({
    version: 1,
    workspace: facts.workspace,
    channels: { alerts: CHANNELS.alerts, audit: CHANNELS.audit },
    accounts: [
      {
        id: facts.account,
        alias: facts.alias,
        regions: [...facts.regions],
        'read-role': facts.readRole,
        'act-role': facts.actRole,
        ...(facts.iamActRole === undefined ? {} : { 'iam-act-role': facts.iamActRole }),
        ...(facts.externalId === undefined ? {} : { 'external-id': facts.externalId }),
      },
    ],
    sources: [{ name: 'org-trail', kind: 's3', bucket: facts.trailBucket, announcers: [facts.trailQueueArn] }],
    people: [
      { slack: rana, name: 'Rana', aws: [`arn:aws:iam::${facts.account}:user/rana`] },
      { slack: ana, name: 'Ana', aws: [`arn:aws:iam::${facts.account}:user/ana`] },
      { slack: ben, name: 'Ben', aws: [`arn:aws:iam::${facts.account}:user/ben`] },
      { slack: dave, name: 'Dave', aws: [`arn:aws:iam::${facts.account}:user/dave`] },
      { slack: vic, name: 'Vic', aws: [`arn:aws:iam::${facts.account}:user/vic`] },
      { slack: ada, name: 'Ada', aws: [`arn:aws:iam::${facts.account}:user/ada`] },
    ],
    roles: { viewer: ['members'], responder: [rana], approver: [SECURITY_APPROVERS], admin: [ada] },
    approvals: [{ name: 'security approvers', approvers: [SECURITY_APPROVERS] }],
    // Whoever plays one scenario after the other wants to see the cards of each, and to run and undo their remedies.
    storm: { cards: 30 },
    budgets: { people: { 'per-person': 100, 'per-account': 100 } },
    'break-glass': { people: [ada], channel: CHANNELS.audit },
    // Rehearses until Ada arms it.
    automations: [
      {
        name: 'reachable-instances',
        after: ['instance-reachable-for-admin'],
        action: 'terminate-instance',
        'veto-minutes': 1,
      },
    ],
    networks: [
      { cidr: '192.0.2.0/24', name: 'Office' },
      { cidr: '198.51.100.0/24', name: 'Our programs' },
      { cidr: '203.0.113.0/25', name: 'Example Hosting, Netherlands' },
      // The first that fits is named.
      { cidr: '203.0.113.192/26', name: 'Example Hotel, Portugal' },
      { cidr: '203.0.113.128/25', name: 'Example VPN, Panama' },
    ],
    'request-lifetime-minutes': 60,
  });
}
