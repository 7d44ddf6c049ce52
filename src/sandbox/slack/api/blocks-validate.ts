import { isObject } from '../../../model/json.ts';
import { checkBlocks } from '../block-kit/layout.ts';
import { Problems } from '../block-kit/problems.ts';
import { checkView } from '../block-kit/view-check.ts';
import { Refusal } from '../world/refusal.ts';
import type { ApiMethod } from './method.ts';

const SUBJECTS = ['blocks', 'view', 'message'] as const;

function check(subject: (typeof SUBJECTS)[number], value: unknown, problems: Problems): void {
  if (subject === 'blocks') return checkBlocks(value, 'message', '', problems);
  if (subject === 'view') {
    return checkView(value, isObject(value) && value['type'] === 'home' ? 'home' : 'modal', '', problems);
  }
  if (!isObject(value)) return problems.add('must provide an object', '');
  if (value['blocks'] !== undefined) checkBlocks(value['blocks'], 'message', '/blocks', problems);
}

/**
 * https://docs.slack.dev/reference/methods/blocks.validate: needs no token, takes one of three subjects, and tells each
 * problem as an object whose pointer begins at the subject.
 */
export const blocksValidate: ApiMethod = {
  name: 'blocks.validate',
  token: 'none',
  tier: 'tier4',
  scopes: [],
  run({ args }) {
    const [subject, ...others] = SUBJECTS.filter((name) => args.has(name));
    if (subject === undefined || others.length > 0) {
      const messages = ['must provide exactly one of `blocks`, `view`, or `message`'];
      throw new Refusal('invalid_arguments', [], { response_metadata: { messages } });
    }
    const problems = new Problems();
    check(subject, args.json(subject), problems);
    if (problems.count > 0) throw new Refusal('invalid_blocks', [], { errors: problems.objects() });
    return {};
  },
};
