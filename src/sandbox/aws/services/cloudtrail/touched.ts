import type { Touched } from '../../operation.ts';

export function touchedTrail(nameOrArn: string | undefined): readonly Touched[] {
  return nameOrArn === undefined ? [] : [{ type: 'AWS::CloudTrail::Trail', name: nameOrArn }];
}
