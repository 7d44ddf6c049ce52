import { readRuleFiles } from '../load-rules.ts';
import type { SigmaRule } from '../sigma/types.ts';

/** The rules that come with Trailbolt. From source they are read here; the build puts the loaded rules in this place. */
export const builtinRules: readonly SigmaRule[] = readRuleFiles(
  [
    'access-key-for-another-user.yml',
    'admin-policy-attached.yml',
    'cloudtrail-narrowed.yml',
    'cloudtrail-stopped.yml',
    'console-login-without-mfa.yml',
    'guardduty-disabled.yml',
    'kms-key-disabled.yml',
    'root-used.yml',
    'security-group-opened.yml',
    'snapshot-or-image-public.yml',
    'snapshot-or-image-shared.yml',
    'unusual-instances-denied.yml',
    'unusual-instances.yml',
  ],
  import.meta.dirname,
);
