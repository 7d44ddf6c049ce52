import type { ApiRecord } from './api-record.ts';
import { credentials } from './credentials.ts';
import { databases } from './databases.ts';
import { forms } from './forms.ts';
import { integrations } from './integrations.ts';
import { machines } from './machines.ts';
import { pipelines } from './pipelines.ts';

/** For each API that is known to be told secrets, a record that holds this one. */
export function recordsWith(secret: string): readonly ApiRecord[] {
  return [machines, pipelines, databases, credentials, integrations, forms].flatMap((make) => make(secret));
}

/** Whether a text tells the secret: as it is, in hexadecimal, or packed once or twice. */
export function tells(text: string, secret: string): boolean {
  const hex = Buffer.from(secret).toString('hex');
  return [text, unpacked(text), unpacked(unpacked(text))].some((one) => one.includes(secret) || one.includes(hex));
}

function unpacked(all: string): string {
  return all.replaceAll(/[\w+/=-]{24,}/g, (run) => ` ${Buffer.from(run, 'base64').toString('latin1')} `);
}
