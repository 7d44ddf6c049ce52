import type { AwsPermission } from '../../ports/aws.ts';
import type { ClientSettings, ServiceCalls } from './aws-call-table.ts';

type Service = AwsPermission extends `${infer Name}:${string}` ? Name : never;

/** Loaded on demand: the clients of EC2 and IAM alone take half a second of a cold start. */
const SERVICES: Readonly<Record<Service, (settings: ClientSettings) => Promise<ServiceCalls>>> = {
  cloudtrail: async (settings) => (await import('./aws-calls-cloudtrail.ts')).openCloudTrail(settings),
  ec2: async (settings) => (await import('./aws-calls-ec2.ts')).openEc2(settings),
  elasticloadbalancing: async (settings) => (await import('./aws-calls-elbv2.ts')).openLoadBalancing(settings),
  guardduty: async (settings) => (await import('./aws-calls-guardduty.ts')).openGuardDuty(settings),
  iam: async (settings) => (await import('./aws-calls-iam.ts')).openIam(settings),
  rds: async (settings) => (await import('./aws-calls-rds.ts')).openRds(settings),
  kms: async (settings) => (await import('./aws-calls-kms.ts')).openKms(settings),
  lambda: async (settings) => (await import('./aws-calls-lambda.ts')).openLambda(settings),
  s3: async (settings) => (await import('./aws-calls-s3.ts')).openS3(settings),
};

export function serviceOf(permission: AwsPermission): Service {
  // The type says that every permission begins with one of the services.
  return permission.slice(0, permission.indexOf(':')) as Service;
}

export async function openService(service: Service, settings: ClientSettings): Promise<ServiceCalls> {
  return SERVICES[service](settings);
}
