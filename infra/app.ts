import { join } from 'node:path';
import { createApp } from './synthesise.ts';

// Run by the CDK's command line, which names the output folder itself, or by `npm run synth`, which does without.
createApp(process.env['CDK_OUTDIR'] === undefined ? { outdir: join(import.meta.dirname, 'cdk.out') } : {}).synth();
