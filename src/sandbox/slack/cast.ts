/**
 * The workspace that the sandbox shows when nothing else is asked for. Ids look like Slack's: a letter for the kind,
 * then upper-case letters and digits.
 */

export interface PersonOption {
  readonly id: string;
  /** Handle, e.g. `ana`. */
  readonly name: string;
  readonly realName: string;
  /** For people reading the page, not for authorisation. */
  readonly title: string;
  /** `guest`: single-channel guest. `stranger`: member of another workspace, here through Slack Connect. */
  readonly kind?: 'member' | 'guest' | 'stranger';
  readonly email?: string;
  /** Home workspace of a stranger. */
  readonly team?: string;
  readonly isAdmin?: boolean;
  /** A deactivated account. */
  readonly isDeleted?: boolean;
}

export interface ChannelOption {
  readonly id: string;
  readonly name: string;
  /** User ids of the people in it. */
  readonly members: readonly string[];
  /** False: the app was not invited. */
  readonly hasApp?: boolean;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
}

export interface UserGroupOption {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
  readonly isDisabled?: boolean;
}

export interface Cast {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly people: readonly PersonOption[];
  readonly channels: readonly ChannelOption[];
  readonly userGroups: readonly UserGroupOption[];
}

export const PEOPLE = {
  rana: 'U0RANA4K2Q',
  ana: 'U0ANA7M3XD',
  ben: 'U0BEN5T8WL',
  dave: 'U0DAVE2P9C',
  vic: 'U0VIC6H1RN',
  ada: 'U0ADA9B4ZE',
  gus: 'U0GUS3J7YF',
  sid: 'U0SID8N5VG',
} as const;

export const CHANNELS = {
  alerts: 'C0SECALERTS',
  audit: 'C0SECAUDIT1',
  general: 'C0GENERAL01',
} as const;

export const SECURITY_APPROVERS = 'S0SECAPPROVERS';

const { rana, ana, ben, dave, vic, ada, gus, sid } = PEOPLE;

export const DEFAULT_CAST: Cast = {
  team: { id: 'T0TRAILBOLT', name: 'Trailbolt Sandbox', domain: 'trailbolt-sandbox' },
  people: [
    { id: rana, name: 'rana', realName: 'Rana Haddad', title: 'responder', email: 'rana@example.com' },
    { id: ana, name: 'ana', realName: 'Ana Duarte', title: 'approver', email: 'ana@example.com' },
    { id: ben, name: 'ben', realName: 'Ben Okafor', title: 'approver', email: 'ben@example.com' },
    { id: dave, name: 'dave', realName: 'Dave Lindqvist', title: 'developer, approver', email: 'dave@example.com' },
    { id: vic, name: 'vic', realName: 'Vic Moreau', title: 'viewer', email: 'vic@example.com' },
    { id: ada, name: 'ada', realName: 'Ada Kowalska', title: 'admin', email: 'ada@example.com', isAdmin: true },
    { id: gus, name: 'gus', realName: 'Gus Petit', title: 'guest', kind: 'guest', email: 'gus@example.net' },
    {
      id: sid,
      name: 'sid',
      realName: 'Sid Varga',
      title: 'stranger (Slack Connect)',
      kind: 'stranger',
      email: 'sid@example.org',
      team: 'T0NORTHWIND',
    },
  ],
  channels: [
    { id: CHANNELS.alerts, name: 'security-alerts', members: [rana, ana, ben, dave, vic, ada, gus, sid] },
    { id: CHANNELS.audit, name: 'security-audit', members: [rana, ana, ben, ada], isPrivate: true },
    { id: CHANNELS.general, name: 'general', members: [rana, ana, ben, dave, vic, ada], hasApp: false },
  ],
  userGroups: [
    { id: SECURITY_APPROVERS, handle: 'security-approvers', name: 'Security approvers', users: [ana, ben, dave] },
  ],
};
