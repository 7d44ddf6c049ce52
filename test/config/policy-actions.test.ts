import { expect, test } from 'vitest';
import { KNOWN } from '../../src/app/known.ts';
import { parsePolicy } from '../../src/config/policy.ts';

const source = `version: 1
workspace: T0123
channels: { alerts: C0123 }
accounts: [{ id: "111122223333", alias: production }]
approvals:
  - name: strict
    actions: [terminate-instances]
    approvers: [U0ANA]
    quorum: 1
`;

test('an automation that names what never fires by itself is a problem, since it would silently never act', () => {
  const automated = source.replace('terminate-instances', 'start-logging').concat(`automations:
  - name: trails
    after: [cloudtrail-stopped, access-key-from-two-networks]
    action: start-logging
`);

  expect(() => parsePolicy(automated, 'policy.yaml', KNOWN.actions, KNOWN.triggers)).toThrow(
    /automations\.0\.after: expected an inspector, or a rule that looks at single records, found access-key-from-two-networks/,
  );
  const fine = automated.replace(', access-key-from-two-networks', ', instance-reachable-for-admin');
  expect(parsePolicy(fine, 'policy.yaml', KNOWN.actions, KNOWN.triggers).automations).toHaveLength(1);
});

test('a rule that names an action there is not is a problem, since a looser one would decide', () => {
  expect(() => parsePolicy(source, 'policy.yaml', ['terminate-instance'])).toThrow(
    /policy\.yaml:7:\d+ approvals\.0\.actions: expected one of terminate-instance, found terminate-instances/,
  );
  expect(parsePolicy(source, 'policy.yaml').approvals).toHaveLength(1);
});
