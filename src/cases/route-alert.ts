import type { Level } from '../model/level.ts';
import type { GuardedAccount, Policy, Route } from '../model/policy.ts';

/** What a route is asked about. */
export interface Routed {
  readonly account: string;
  readonly level: Level;
  /** What the rule may be called; unset for what no rule of ours has found. */
  readonly rule?: readonly string[];
}

/** Where something goes, and the route that says so; without one it is the alerts channel. */
export interface Routing {
  readonly channel: string;
  readonly route?: Route;
}

/** The first route that fits, as the policy lists them. Pure. */
export function routeAlert(policy: Pick<Policy, 'routing' | 'channels' | 'accounts'>, asked: Routed): Routing {
  const account = policy.accounts.find(({ id }) => id === asked.account);
  const route = policy.routing.find((one) => fits(one, asked, account));
  return route === undefined ? { channel: policy.channels.alerts } : { channel: route.channel, route };
}

function fits(route: Route, { account: id, level, rule }: Routed, account: GuardedAccount | undefined): boolean {
  return (
    (route.levels.length === 0 || route.levels.includes(level)) &&
    (route.accounts.length === 0 || route.accounts.includes(id)) &&
    (route.ous.length === 0 || route.ous.some((unit) => isWithin(account?.ou, unit))) &&
    (route.tags.length === 0 ||
      route.tags.some(({ key, value }) => {
        const content = account?.tags?.[key];
        return content !== undefined && (value === undefined || value === content);
      })) &&
    (route.rules.length === 0 || route.rules.some((pattern) => rule?.some((name) => isLike(name, pattern)) === true))
  );
}

function isWithin(unit: string | undefined, wanted: string): boolean {
  return unit !== undefined && (unit === wanted || unit.startsWith(`${wanted}/`));
}

function isLike(rule: string, pattern: string): boolean {
  return pattern.endsWith('*') ? rule.startsWith(pattern.slice(0, -1)) : rule === pattern;
}

/** Every channel that the policy names. */
export function channelsOf({ channels, routing, breakGlass }: Policy): readonly string[] {
  const named = [
    channels.alerts,
    ...routing.map(({ channel }) => channel),
    channels.audit,
    channels.approvals,
    channels.fallback,
    breakGlass?.channel,
  ];
  return [...new Set(named.filter((channel) => channel !== undefined))];
}
