import { object, string, typeField, type Check, type Fields, type Rule } from './schema.ts';

/** Where a layout is shown. */
export type Surface = 'message' | 'modal' | 'home';

export interface BlockSpec {
  /** Available surfaces, as https://docs.slack.dev/reference/block-kit/blocks lists them. */
  readonly surfaces: readonly Surface[];
  readonly check: Check;
}

export const EVERYWHERE: readonly Surface[] = ['message', 'modal', 'home'];

/** A block's own fields on top of `type` and `block_id` (255 characters at most). */
export function block(surfaces: readonly Surface[], required: Fields, optional: Fields = {}, rule?: Rule): BlockSpec {
  return { surfaces, check: object({ type: typeField, ...required }, { block_id: string(255), ...optional }, rule) };
}
