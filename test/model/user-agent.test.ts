import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { agentFamilyOf } from '../../src/model/user-agent.ts';

it.each([
  ['aws-cli/2.15.0 Python/3.11.6 Linux/5.10 exe/x86_64 prompt/off command/s3.ls', 'aws-cli'],
  ['Boto3/1.34.11 md/Botocore#1.34.11 ua/2.0 os/linux', 'boto3'],
  ['APN/1.0 HashiCorp/1.0 Terraform/1.6.6 (+https://www.terraform.io) terraform-provider-aws/5.31.0', 'terraform'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', 'browser'],
  ['[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12]', 'browser'],
  ['console.amazonaws.com', 'browser'],
  ['cloudformation.amazonaws.com', 'cloudformation'],
  ['autoscaling.amazonaws.com', 'autoscaling.amazonaws.com'],
  ['[aws-sdk-go/1.44 (go1.19; linux; amd64)]', 'aws-sdk-go'],
  ['AWS Internal', 'aws'],
  ['', undefined],
  ['***', undefined],
  [null, undefined],
])('the program behind %j is %j', (userAgent, family) => {
  expect(agentFamilyOf(userAgent)).toBe(family);
});

it('is short and well-formed, whatever a caller writes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (userAgent) => {
      const family = agentFamilyOf(userAgent) ?? '';
      expect(family.isWellFormed() && family.length <= 80).toBe(true);
    }),
  );
});
