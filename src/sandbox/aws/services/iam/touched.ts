import type { Touched } from '../../operation.ts';

/** Resources by which LookupEvents finds IAM's records. */

export function touchedUser(name: string | undefined): readonly Touched[] {
  return name === undefined ? [] : [{ type: 'AWS::IAM::User', name }];
}

export function touchedRole(name: string | undefined): readonly Touched[] {
  return name === undefined ? [] : [{ type: 'AWS::IAM::Role', name }];
}

export function touchedKey(id: string | undefined): readonly Touched[] {
  return id === undefined ? [] : [{ type: 'AWS::IAM::AccessKey', name: id }];
}

export function touchedPolicy(arn: string | undefined): readonly Touched[] {
  return arn === undefined ? [] : [{ type: 'AWS::IAM::Policy', name: arn }];
}
