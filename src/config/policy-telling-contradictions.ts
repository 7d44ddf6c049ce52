import type { PolicyFile } from './policy-file.ts';

/** Says what is wrong at a path of the file. */
export type Complain = (path: readonly (string | number)[], message: string) => void;

/** What a schema cannot say of the parts that decide where, and to whom, something is told. */
export function checkTelling(file: Partial<PolicyFile>, complain: Complain): void {
  const { accounts = [], routing = [], escalation, channels } = file;
  const units = accounts.flatMap((account) => account.ou ?? []);
  const tags = accounts.flatMap((account) => Object.entries(account.tags));
  routing.forEach((route, index) => {
    // A route for what no account is would silently never fit.
    route.ous.forEach((unit, at) => {
      if (!units.some((known) => known === unit || known.startsWith(`${unit}/`)))
        complain(['routing', index, 'ous', at], `expected the ou of an account under accounts, found ${unit}`);
    });
    route.tags.forEach(({ key, value }, at) => {
      if (!tags.some(([name, content]) => name === key && (value === undefined || value === content)))
        complain(
          ['routing', index, 'tags', at],
          `expected a tag of an account under accounts, found ${value === undefined ? key : `${key}=${value}`}`,
        );
    });
    const everything = [route.levels, route.accounts, route.ous, route.tags, route.rules].every(
      (list) => list.length === 0,
    );
    if (everything && index < routing.length - 1)
      complain(
        ['routing', index],
        'expected levels, accounts, ous, tags or rules: the routes after it would never fit',
      );
  });
  if (
    escalation?.['pager-topic'] !== undefined &&
    escalation['page-after-minutes'] < escalation['mention-after-minutes']
  )
    complain(['escalation', 'page-after-minutes'], 'expected no less than mention-after-minutes');
  const posted = [channels?.alerts, ...routing.map(({ channel }) => channel)];
  if (channels?.fallback !== undefined && posted.includes(channels.fallback))
    complain(['channels', 'fallback'], 'expected a channel that no cases are posted in');
}
