import { expect, test } from 'vitest';
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

test('a rule that names an action there is not is a problem, since a looser one would decide', () => {
  expect(() => parsePolicy(source, 'policy.yaml', ['terminate-instance'])).toThrow(
    /policy\.yaml:7:\d+ approvals\.0\.actions: expected one of terminate-instance, found terminate-instances/,
  );
  expect(parsePolicy(source, 'policy.yaml').approvals).toHaveLength(1);
});
