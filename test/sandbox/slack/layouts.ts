import { checkBlocks } from '../../../src/sandbox/slack/block-kit/layout.ts';
import { checkView } from '../../../src/sandbox/slack/block-kit/view-check.ts';
import { Problems } from '../../../src/sandbox/slack/block-kit/problems.ts';
import type { Surface } from '../../../src/sandbox/slack/block-kit/block-spec.ts';
import { button, plain } from './support.ts';

export function problemsOf(blocks: unknown, surface: Surface = 'message'): string[] {
  const problems = new Problems();
  checkBlocks(blocks, surface, '/blocks', problems);
  return problems.sentences();
}

export function viewProblems(view: unknown, kind: 'modal' | 'home' = 'modal'): string[] {
  const problems = new Problems();
  checkView(view, kind, '/view', problems);
  return problems.sentences();
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_unused, index) => make(index));
}

export const x = (length: number): string => 'x'.repeat(length);
export const mrkdwn = (text: string): object => ({ type: 'mrkdwn', text });
export const section = (more: object = { text: mrkdwn('text') }): object => ({ type: 'section', ...more });
export const actions = (...elements: object[]): object => ({ type: 'actions', elements });
export const input = (element: object): object => ({ type: 'input', label: plain('Label'), element });
export const option = (index: number | string): object => ({ text: plain(`Option ${index}`), value: String(index) });
export const select = (more: object): object => actions({ type: 'static_select', action_id: 'pick', ...more });
export const richText = (...elements: object[]): object => ({ type: 'rich_text', elements });
export const richLine = (...elements: object[]): object => richText({ type: 'rich_text_section', elements });
export const confirm = (more: object): object =>
  actions(
    button('go', { confirm: { title: plain('T'), text: plain('t'), confirm: plain('y'), deny: plain('n'), ...more } }),
  );

export const AT_0 = '[json-pointer:/blocks/0';
