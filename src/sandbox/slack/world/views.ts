import type { Json, JsonObject } from '../../../model/json.ts';
import type { Ids } from './ids.ts';
import { Refusal } from './refusal.ts';

/** What stands in a view's fields, by block id and action id, in the shape of `view.state.values`. */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** A modal that somebody has open. */
export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId?: string;
  /** As the app sent it, with normalised blocks. */
  definition: JsonObject;
  hash: string;
  /** What the person has entered so far. */
  entered: ViewValues;
  errors?: Readonly<Record<string, string>>;
  busy?: boolean;
  problem?: string;
}

/** Three views at most: https://docs.slack.dev/surfaces/modals#push */
const MAX_STACK = 3;

function externalIdOf(definition: JsonObject): string {
  const id: Json | undefined = definition['external_id'];
  return typeof id === 'string' ? id : '';
}

/** The stacks of modals, one per person; the last of a stack is on top. */
export class Views {
  readonly #ids: Ids;
  readonly #stacks = new Map<string, OpenView[]>();
  /** External ids of published Home tabs: they share one namespace with modals. */
  readonly #homeExternalIds = new Map<string, string>();

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  all(): OpenView[] {
    return [...this.#stacks.values()].flat();
  }

  find(id: string): OpenView | undefined {
    return this.all().find((view) => view.id === id);
  }

  findByExternalId(externalId: string): OpenView | undefined {
    return this.all().find((view) => externalIdOf(view.definition) === externalId);
  }

  stackOf(user: string): readonly OpenView[] {
    return this.#stacks.get(user) ?? [];
  }

  top(user: string): OpenView | undefined {
    return this.stackOf(user).at(-1);
  }

  /** A new root view; what the person had open is gone. */
  open(user: string, definition: JsonObject): OpenView {
    this.#refuseDuplicate(definition);
    const id = this.#ids.object('V');
    const view: OpenView = { id, user, rootId: id, definition, hash: this.#ids.hash(), entered: {} };
    this.#stacks.set(user, [view]);
    return view;
  }

  push(user: string, definition: JsonObject): OpenView {
    const stack = this.stackOf(user);
    const below = stack.at(-1);
    if (below === undefined) throw new Refusal('not_found');
    if (stack.length >= MAX_STACK) throw new Refusal('push_limit_reached');
    this.#refuseDuplicate(definition);
    const view: OpenView = {
      id: this.#ids.object('V'),
      user,
      rootId: below.rootId,
      previousId: below.id,
      definition,
      hash: this.#ids.hash(),
      entered: {},
    };
    this.#stacks.set(user, [...stack, view]);
    return view;
  }

  update(view: OpenView, definition: JsonObject): void {
    this.#refuseDuplicate(definition, view.id);
    view.definition = definition;
    view.hash = this.#ids.hash();
    delete view.errors;
    delete view.problem;
  }

  /** Takes this view and everything above it away. Returns them, the top one first. */
  close(view: OpenView): OpenView[] {
    const stack = this.stackOf(view.user);
    const index = stack.indexOf(view);
    if (index < 0) return [];
    this.#stacks.set(view.user, stack.slice(0, index));
    return stack.slice(index).toReversed();
  }

  /** Takes the person's whole stack away. Returns it, the top one first. */
  clear(user: string): OpenView[] {
    const stack = this.stackOf(user);
    this.#stacks.delete(user);
    return stack.toReversed();
  }

  /** Remembers a Home tab's external id; refuses one that another view has. */
  claimForHome(user: string, definition: JsonObject): void {
    const externalId = externalIdOf(definition);
    const owner = [...this.#homeExternalIds].find(([, id]) => id === externalId)?.[0];
    if (externalId !== '' && ((owner !== undefined && owner !== user) || this.findByExternalId(externalId))) {
      throw new Refusal('duplicate_external_id');
    }
    this.#homeExternalIds.set(user, externalId);
  }

  /** External ids are unique in the workspace. https://docs.slack.dev/reference/methods/views.open */
  #refuseDuplicate(definition: JsonObject, except?: string): void {
    const externalId = externalIdOf(definition);
    if (externalId === '') return;
    const owner = this.findByExternalId(externalId);
    const atHome = [...this.#homeExternalIds.values()].includes(externalId);
    if (atHome || (owner !== undefined && owner.id !== except)) throw new Refusal('duplicate_external_id');
  }
}
