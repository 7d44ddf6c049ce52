import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployDoc } from './deploy-doc.ts';
import { templates } from './templates.ts';

// `npm run docs`: writes what the templates say into the marked part of docs/deploy.md. A test holds the two together.
const file = join(import.meta.dirname, '..', 'docs', 'deploy.md');
writeFileSync(file, deployDoc(readFileSync(file, 'utf8'), templates()));
