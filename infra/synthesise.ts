import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { grantsOf } from './grants.ts';
import { functionName } from './functions/shared.ts';
import { readSettings } from './settings.ts';
import { TargetStack } from './target-stack.ts';
import { TrailboltStack } from './trailbolt-stack.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The context of `cdk.json`. The CDK's command line passes it on with its `-c` options, which then take precedence. */
function fileContext(): Record<string, unknown> {
  const text = readFileSync(join(ROOT, 'infra', 'cdk.json'), 'utf8');
  return (JSON.parse(text) as { readonly context: Record<string, unknown> }).context;
}

/** The CDK app, ready for `synth`. Nothing is looked up anywhere, so it needs neither network nor credentials. */
export function createApp(options: {
  readonly outdir?: string;
  /** Folder with one built bundle per function. */
  readonly bundles?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}): App {
  const app = new App({
    ...(options.outdir === undefined ? {} : { outdir: options.outdir }),
    context: { ...fileContext(), ...options.context },
    analyticsReporting: false,
    treeMetadata: false,
  });
  const settings = readSettings(app.node, ROOT);
  new TrailboltStack(app, 'Trailbolt', {
    description: 'Trailbolt: guards AWS accounts from Slack.',
    settings,
    bundles: options.bundles ?? join(ROOT, 'dist', 'lambda'),
  });
  new TargetStack(app, 'TrailboltTarget', {
    description: 'The roles that Trailbolt assumes in an account that it guards.',
    worker: functionName(settings, 'worker'),
    grants: grantsOf(),
  });
  return app;
}
