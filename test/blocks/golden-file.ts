import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HomeView, ModalView } from '@slack/types';
import { format } from 'prettier';
import { expect } from 'vitest';
import type { ChatMessage } from '../../src/ports/chat.ts';
import { wire } from './payload.ts';

export const FOLDER = join(import.meta.dirname, '..', 'golden');
/** `UPDATE_GOLDEN=1 npx vitest run test/blocks` writes the payloads anew; read the difference before you commit it. */
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** Compares a payload with the one that somebody has looked at. */
export async function expectGolden(name: string, payload: ChatMessage | ModalView | HomeView): Promise<void> {
  const file = join(FOLDER, `${name}.json`);
  const sent = wire(payload);
  if (UPDATE) writeFileSync(file, await format(JSON.stringify(sent), { parser: 'json', printWidth: 120 }));

  expect(existsSync(file), `${name}.json is missing: write it with UPDATE_GOLDEN=1`).toBe(true);
  expect(sent).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}
