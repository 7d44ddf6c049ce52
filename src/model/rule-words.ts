/** A rule of a security group, whoever wrote it down. */
export interface RuleFacts {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all. */
  readonly protocol: string;
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  /** CIDR block, prefix list or security group. */
  readonly source: string;
}

/** What a rule lets in: `tcp 22 from 0.0.0.0/0`, `all traffic from sg-1`. Recorded fields, hence still to be escaped. */
export function ruleInWords({ protocol, fromPort = -1, toPort = -1, source }: RuleFacts): string {
  if (protocol === '-1') return `all traffic from ${source}`;
  const ports = fromPort === -1 ? '' : fromPort === toPort ? ` ${fromPort}` : ` ${fromPort}-${toPort}`;
  return `${protocol}${ports} from ${source}`;
}
