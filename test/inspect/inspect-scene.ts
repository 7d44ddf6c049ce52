import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { summarise } from '../../src/alert/summarise.ts';
import { inspectorsFor, inspectRecord } from '../../src/inspect/inspect-record.ts';
import { inspectors } from '../../src/inspect/inspectors/index.ts';
import type { RecordSummary } from '../../src/model/alert.ts';
import type { Case } from '../../src/model/case.ts';
import { actions } from '../../src/remediate/actions/index.ts';
import { offerTargets } from '../../src/remediate/offer-targets.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { clients, newestRecord, type Clients } from '../sandbox/aws/support.ts';
import { eventually } from '../support/eventually.ts';
import { testLog as log } from '../support/test-log.ts';

/** The sandbox's account, and what the inspectors say of it. */
export interface InspectScene {
  readonly aws: SandboxAws;
  readonly admin: Clients;
  /** The record that CloudTrail keeps of the newest such call, as an alert would carry it. */
  readonly newest: (eventName: string) => Promise<RecordSummary>;
  /** What the inspectors say after a call, by their ids; only the ones that see something. */
  readonly seenAfter: (record: RecordSummary, accounts?: readonly string[]) => Promise<Record<string, string[]>>;
  /** A security group that lets in what these permissions say. */
  readonly group: (...rules: readonly object[]) => Promise<string>;
}

export const ANYWHERE = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

export function tcp(port: number, range: object): object {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...range };
}

/** @param transitionMs Account time that instances and databases take to be there. */
export function inspectScene(transitionMs = 30): InspectScene {
  let started: SandboxAws | undefined;
  const account = (): SandboxAws => {
    if (started === undefined) throw new Error('The scene has not begun.');
    return started;
  };
  const admin = (): Clients => clients(account(), account().demo.credentials.admin);

  beforeAll(async () => {
    started = await createSandboxAws({ transitionMs, lookupLagMs: 0, lookupsPerSecond: 1000 });
    const { worker } = started.demo.credentials;
    Object.assign(process.env, started.endpoints, {
      AWS_ACCESS_KEY_ID: worker.accessKeyId,
      AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
    });
  });
  afterAll(() => started?.close());

  return {
    get aws() {
      return account();
    },
    get admin() {
      return admin();
    },
    newest: async (eventName) => summarise(await newestRecord(admin(), eventName)),

    async seenAfter(record, accounts = []) {
      const { read: readRole } = account().demo.roles;
      const ports = { aws: createAws({ accounts: () => Promise.resolve({ readRole }) }), log };
      return eventually(async () => {
        const seen = await inspectRecord(ports, inspectorsFor(inspectors, record), record, { accounts });
        expect(seen.flatMap((one) => one.refused ?? [])).toEqual([]);
        expect(seen.filter((one) => one.settling)).toEqual([]);
        return Object.fromEntries(
          seen
            .filter((one) => one.findings.length > 0)
            .map((one) => [one.inspector.rule.id, one.findings.map(({ seen: words }) => words)]),
        );
      });
    },

    async group(...rules) {
      const { ec2 } = admin();
      const { GroupId: id = '' } = await ec2.send(
        new CreateSecurityGroupCommand({ GroupName: `g-${crypto.randomUUID()}`, Description: 'test' }),
      );
      if (rules.length > 0) {
        await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [...rules] }));
      }
      return id;
    },
  };
}

/** What the record's card offers: the actions and their targets. */
export function remediesFor(record: RecordSummary): readonly string[] {
  const targets = record.targets.map((target) => ({ ...target, region: record.region }));
  const it = { account: record.account, actor: record.actor, records: [record], targets } as unknown as Case;
  return actions.flatMap((action) => offerTargets(it, action).map(({ id }) => `${action.id} ${id}`));
}
