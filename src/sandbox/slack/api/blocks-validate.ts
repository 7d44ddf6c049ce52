import { checkBlocks } from '../block-kit/layout.ts';
import { Problems } from '../block-kit/problems.ts';
import { Refusal } from '../world/refusal.ts';
import type { ApiMethod } from './method.ts';

/** https://docs.slack.dev/reference/methods/blocks.validate: needs no token. */
export const blocksValidate: ApiMethod = {
  name: 'blocks.validate',
  token: 'none',
  tier: 'tier4',
  scopes: [],
  required: ['blocks'],
  run({ args }) {
    const problems = new Problems();
    checkBlocks(args.json('blocks'), 'message', '/blocks', problems);
    if (problems.count > 0) throw new Refusal('invalid_blocks', problems.sentences());
    return {};
  },
};
