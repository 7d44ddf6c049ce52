import type { Instance } from '@aws-sdk/client-ec2';
import type { JsonObject } from '../../model/json.ts';

/** In a plan's material, instead of the groups of an interface that is cut off. */
export const QUARANTINED = 'quarantine';

/** A network interface of an instance, as far as security groups go. */
export interface Interface {
  readonly id: string;
  readonly vpcId: string;
  /** Ids of its security groups, sorted. */
  readonly groups: readonly string[];
  /** The same with their names, for people. */
  readonly named: readonly string[];
}

export function readInterfaces(instance: Instance): readonly Interface[] {
  return (instance.NetworkInterfaces ?? []).flatMap(({ NetworkInterfaceId: id, VpcId, Groups = [] }) => {
    if (id === undefined) return [];
    const groups = Groups.toSorted((a, b) => ((a.GroupId ?? '') < (b.GroupId ?? '') ? -1 : 1));
    return {
      id,
      vpcId: VpcId ?? instance.VpcId ?? '',
      groups: groups.map(({ GroupId = '' }) => GroupId),
      named: groups.map(({ GroupId = '', GroupName = '' }) =>
        GroupName === '' ? GroupId : `${GroupId} (${GroupName})`,
      ),
    };
  });
}

/** The groups of a material's interfaces, by the interface's id. */
export function interfacesOf(material: JsonObject): Readonly<Record<string, string | readonly string[]>> {
  return (material['interfaces'] ?? {}) as Readonly<Record<string, string | readonly string[]>>;
}

export function sameGroups(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join(' ') === b.toSorted().join(' ');
}
