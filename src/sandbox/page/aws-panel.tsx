import type { AwsSnapshot } from '../contract.ts';
import type { Change } from './aws-changes.ts';
import { Part, Principal, Row, State } from './aws-rows.tsx';
import { EncryptionKeys, Functions } from './aws-services.tsx';
import { Icon } from './icon.tsx';
import { ScenarioList } from './scenarios.tsx';
import { useSession } from './session.ts';

const RECORDS_SHOWN = 40;

interface ContentsProps {
  readonly aws: AwsSnapshot;
  readonly changes: ReadonlyMap<string, Change>;
}

function Instances({ aws, changes }: ContentsProps) {
  // What an attack launched is on top, and stays there when it is terminated: that is what one wants to see happen.
  const newestFirst = aws.instances.toSorted((a, b) => b.launchedAt - a.launchedAt);
  return (
    <Part title="Instances" count={aws.instances.length} none="No instance in this account.">
      {newestFirst.map((one) => (
        <Row key={one.id} id={`instance/${one.region}/${one.id}`} changes={changes} gone={one.state === 'terminated'}>
          <div class="thing-head">
            {one.name === undefined ? <code class="id">{one.id}</code> : <strong>{one.name}</strong>}
            <State word={one.state} />
          </div>
          <div class="quiet">
            {one.name !== undefined && <code>{one.id}</code>} {one.type} · {one.region}
          </div>
          <div class="quiet">
            launched by <Principal arn={one.launchedBy} />
            {one.terminationProtection && ' · protected'}
          </div>
        </Row>
      ))}
    </Part>
  );
}

function Users({ aws, changes }: ContentsProps) {
  return (
    <Part title="IAM users" count={aws.users.length} none="No IAM user in this account.">
      {aws.users.map((user) => (
        <Row key={user.name} id={`user/${user.name}`} changes={changes}>
          <div class="thing-head">
            <strong>{user.name}</strong>
            {user.password && <span class="quiet">console password</span>}
          </div>
          {user.keys.map((key) => (
            <div key={key.id} class={changes.has(`key/${key.id}`) ? 'key fresh' : 'key'} data-testid={`key/${key.id}`}>
              <code>{key.id}</code>
              <State word={key.status} />
            </div>
          ))}
          {user.policies.length > 0 && <div class="quiet">{user.policies.join(', ')}</div>}
        </Row>
      ))}
    </Part>
  );
}

function Groups({ aws, changes }: ContentsProps) {
  return (
    <Part title="Security groups" count={aws.groups.length} none="No security group in this account.">
      {aws.groups.map((group) => (
        <Row key={group.id} id={`group/${group.region}/${group.id}`} changes={changes}>
          <div class="thing-head">
            <strong>{group.name}</strong>
            {group.openToWorld.length > 0 ? (
              <span class="state bad">open to the world: {group.openToWorld.join(', ')}</span>
            ) : (
              <span class="state good">closed</span>
            )}
          </div>
          <div class="quiet">
            <code>{group.id}</code> {group.region}
          </div>
        </Row>
      ))}
    </Part>
  );
}

function Buckets({ aws, changes }: ContentsProps) {
  return (
    <Part title="Buckets" count={aws.buckets.length} none="No bucket in this account.">
      {aws.buckets.map((bucket) => (
        <Row key={bucket.name} id={`bucket/${bucket.name}`} changes={changes}>
          <div class="thing-head">
            <strong>{bucket.name}</strong>
            {bucket.concerns.length === 0 && <span class="state good">private</span>}
          </div>
          {bucket.concerns.map((concern) => (
            <div key={concern} class="state bad">
              {concern}
            </div>
          ))}
        </Row>
      ))}
    </Part>
  );
}

function Copies({ aws, changes }: ContentsProps) {
  return (
    <Part title="Snapshots and images" count={aws.copies.length} none="No snapshot or image in this account.">
      {aws.copies.map((one) => (
        <Row key={one.id} id={`copy/${one.region}/${one.id}`} changes={changes}>
          <div class="thing-head">
            <code class="id">{one.id}</code>
            {one.sharedWith.length === 0 ? (
              <span class="state good">not shared</span>
            ) : (
              <span class="state bad">shared with {one.sharedWith.join(', ')}</span>
            )}
          </div>
          <div class="quiet">
            {one.kind} of {one.of}
          </div>
        </Row>
      ))}
    </Part>
  );
}

function Records({ aws, changes }: ContentsProps) {
  return (
    <Part title="CloudTrail records" count={aws.records.length} none="No API call recorded yet.">
      {aws.records.slice(0, RECORDS_SHOWN).map((record) => (
        <Row key={record.eventID} id={`record/${record.eventID}`} changes={changes}>
          <div class="thing-head">
            <code>{record.eventName}</code>
            <time class="quiet" dateTime={new Date(record.at).toISOString()}>
              {new Date(record.at).toLocaleTimeString()}
            </time>
          </div>
          <div class="quiet">
            <Principal arn={record.actor} /> · {record.region}
          </div>
          {record.error !== undefined && <div class="state bad">{record.error}</div>}
        </Row>
      ))}
    </Part>
  );
}

/** The account beside the workspace: what the attack does, and what the remedy undoes. */
export function AwsPanel({ changes, onHide }: { changes: ReadonlyMap<string, Change>; onHide: () => void }) {
  const { aws } = useSession().state;
  return (
    <aside class="aws" aria-label="AWS account">
      <header class="bar">
        <h2>
          <Icon name="cloud" />
          AWS account
        </h2>
        <button type="button" class="button icon quiet wide-only" aria-label="Hide AWS account" onClick={onHide}>
          <Icon name="close" />
        </button>
      </header>
      <div class="panel-scroll" tabIndex={0} role="region" aria-label="Account contents">
        <p class="account">
          <strong>{aws.alias}</strong> <span class="quiet">{aws.account}</span>
        </p>
        <ul class="trails">
          {aws.trails.map((trail) => (
            <Row key={trail.name} id={`trail/${trail.name}`} changes={changes}>
              <div class="thing-head">
                <span>
                  Trail <strong>{trail.name}</strong>
                </span>
                <span class={`state ${trail.logging ? 'good' : 'bad'}`}>
                  {trail.logging ? 'logging' : 'not logging'}
                </span>
              </div>
            </Row>
          ))}
          {aws.trails.length === 0 && <li class="state bad">No trail: nothing is recorded</li>}
        </ul>
        <ScenarioList />
        <Instances aws={aws} changes={changes} />
        <Users aws={aws} changes={changes} />
        <Groups aws={aws} changes={changes} />
        <EncryptionKeys aws={aws} changes={changes} />
        <Functions aws={aws} changes={changes} />
        <Buckets aws={aws} changes={changes} />
        <Copies aws={aws} changes={changes} />
        <Records aws={aws} changes={changes} />
      </div>
    </aside>
  );
}
