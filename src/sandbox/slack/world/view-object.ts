import type { JsonObject } from '../../../model/json.ts';
import { objectsOf } from './json-fields.ts';
import type { OpenView, ViewValues } from './views.ts';
import { viewState } from './view-state.ts';
import type { Home, World } from './world.ts';

/** The fields that every answer and payload with a view carries, filled in where the app left them out. */
function common(world: World, id: string, definition: JsonObject, hash: string, values: ViewValues): JsonObject {
  const blocks = objectsOf(definition['blocks']);
  return {
    id,
    team_id: world.team.id,
    type: definition['type'] ?? 'modal',
    blocks,
    private_metadata: definition['private_metadata'] ?? '',
    callback_id: definition['callback_id'] ?? '',
    external_id: definition['external_id'] ?? '',
    state: { values: viewState(blocks, values) },
    hash,
    title: definition['title'] ?? { type: 'plain_text', text: 'View Title', emoji: true },
    close: definition['close'] ?? null,
    submit: definition['submit'] ?? null,
    clear_on_close: definition['clear_on_close'] ?? false,
    notify_on_close: definition['notify_on_close'] ?? false,
    app_id: world.credentials.appId,
    app_installed_team_id: world.team.id,
    bot_id: world.credentials.botId,
  };
}

/** A modal as methods and payloads show it. https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export function viewObject(world: World, view: OpenView): JsonObject {
  return {
    ...common(world, view.id, view.definition, view.hash, view.entered),
    root_view_id: view.rootId,
    previous_view_id: view.previousId ?? null,
  };
}

export function homeObject(world: World, home: Home, entered: ViewValues = {}): JsonObject {
  return {
    ...common(world, home.id, home.definition, home.hash, entered),
    root_view_id: home.id,
    previous_view_id: null,
  };
}
