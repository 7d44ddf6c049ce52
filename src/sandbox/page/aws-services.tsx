import type { AwsSnapshot } from '../contract.ts';
import type { Change } from './aws-changes.ts';
import { Part, Row, State } from './aws-rows.tsx';

interface ContentsProps {
  readonly aws: AwsSnapshot;
  readonly changes: ReadonlyMap<string, Change>;
}

/** KMS keys: what cannot be read without them. */
export function EncryptionKeys({ aws, changes }: ContentsProps) {
  return (
    <Part title="KMS keys" count={aws.encryptionKeys.length} none="No KMS key in this account.">
      {aws.encryptionKeys.map((key) => (
        <Row key={key.id} id={`kms/${key.region}/${key.id}`} changes={changes}>
          <div class="thing-head">
            {key.alias === undefined ? <code class="id">{key.id}</code> : <strong>{key.alias}</strong>}
            <State word={key.state} />
          </div>
          <div class="quiet">
            {key.alias !== undefined && <code>{key.id}</code>} {key.region}
            {key.deletionAt !== undefined && ` · gone on ${new Date(key.deletionAt).toLocaleDateString()}`}
          </div>
        </Row>
      ))}
    </Part>
  );
}

/** Lambda functions, and whether everybody may call them. */
export function Functions({ aws, changes }: ContentsProps) {
  return (
    <Part title="Functions" count={aws.functions.length} none="No Lambda function in this account.">
      {aws.functions.map((one) => (
        <Row key={one.name} id={`function/${one.region}/${one.name}`} changes={changes}>
          <div class="thing-head">
            <strong>{one.name}</strong>
            {one.openToWorld.length > 0 && (
              <span class="state bad">open to the world: {one.openToWorld.join(', ')}</span>
            )}
            {one.frozen && <State word="frozen" />}
          </div>
          <div class="quiet">
            {one.region}
            {one.url !== undefined && ` · URL, ${one.url === 'NONE' ? 'no signature needed' : 'signed calls only'}`}
          </div>
        </Row>
      ))}
    </Part>
  );
}
