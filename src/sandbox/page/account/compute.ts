import type { AwsSnapshot } from '../../contract.ts';
import { principalName, when, type Thing, type Tone } from './thing.ts';

const INSTANCE_TONES: Readonly<Record<string, Tone>> = {
  running: 'good',
  stopped: 'off',
  terminated: 'off',
};

/** What an attack launched is on top, and stays there when it is terminated: that is what one wants to see happen. */
export function instances(aws: AwsSnapshot): readonly Thing[] {
  return aws.instances
    .toSorted((a, b) => b.launchedAt - a.launchedAt)
    .map((one) => ({
      key: `instance/${one.region}/${one.id}`,
      name: one.name ?? one.id,
      isId: one.name === undefined,
      gone: one.state === 'terminated',
      facts: [
        { about: 'state', is: one.state, tone: INSTANCE_TONES[one.state] ?? 'busy' },
        {
          about: 'type',
          is: one.type,
          shown: [...(one.name === undefined ? [] : [one.id]), one.type, one.region].join(' · '),
        },
        {
          about: 'launched by',
          is: principalName(one.launchedBy),
          shown: `launched by ${principalName(one.launchedBy)}`,
        },
        { about: 'security groups', is: one.groups },
        ...when(one.publicIp !== undefined, { about: 'public address', is: one.publicIp ?? '' }),
        ...when(one.profile !== undefined, { about: 'role', is: one.profile ?? '' }),
        ...when(one.terminationProtection, { about: 'termination', is: 'protected' }),
      ],
    }));
}

/** Those that let everybody in first; without the untouched default groups of Regions that hold nothing. */
export function groups(aws: AwsSnapshot): readonly Thing[] {
  const used = new Set(aws.instances.map(({ region }) => region));
  const isUntouched = ({ name, region, rules }: AwsSnapshot['groups'][number]): boolean =>
    name === 'default' && !used.has(region) && rules.length <= 1;
  return aws.groups
    .filter((group) => !isUntouched(group))
    .toSorted((a, b) => b.openToWorld.length - a.openToWorld.length)
    .map((group) => ({
      key: `group/${group.region}/${group.id}`,
      name: group.name,
      facts: [
        group.openToWorld.length > 0
          ? {
              about: 'open to the world',
              is: group.openToWorld,
              tone: 'bad',
              shown: `open to the world: ${group.openToWorld.join(', ')}`,
            }
          : { about: 'open to the world', is: [], tone: 'good', shown: 'closed' },
        { about: 'id', is: group.id, shown: `${group.id} · ${group.region}` },
        { about: 'inbound', is: group.rules.filter((rule) => !group.openToWorld.includes(rule)) },
      ],
    }));
}

/** Lambda functions, and whether everybody may call them. */
export function functions(aws: AwsSnapshot): readonly Thing[] {
  return aws.functions.map((one) => ({
    key: `function/${one.region}/${one.name}`,
    name: one.name,
    facts: [
      ...when(one.openToWorld.length > 0, {
        about: 'open to the world',
        is: one.openToWorld,
        tone: 'bad',
        shown: `open to the world: ${one.openToWorld.join(', ')}`,
      }),
      ...when(one.frozen, { about: 'executions', is: 'frozen', tone: 'off' }),
      { about: 'Region', is: one.region, shown: one.region },
      ...when(one.url !== undefined, {
        about: 'URL',
        is: one.url === 'NONE' ? 'no signature needed' : 'signed calls only',
      }),
      { about: 'may be called by', is: one.callers },
    ],
  }));
}
