import type { JsonObject } from '../../../model/json.ts';
import { channelsOf } from '../conversation.ts';
import { object, objects, text, texts } from '../json-read.ts';
import { useSession } from '../session.ts';
import { useField, type ElementProps } from './surface.ts';
import { plainText } from './text.tsx';

interface Item {
  readonly value: string;
  readonly label: string;
  readonly group?: string;
  /** What the app gets for it: the option object, or the id. */
  readonly json: JsonObject | string;
}

function optionItem(option: JsonObject, group?: string): Item {
  const item = { value: text(option, 'value') ?? '', label: plainText(object(option, 'text')), json: option };
  return group === undefined ? item : { ...item, group };
}

function staticItems(element: JsonObject): readonly Item[] {
  const groups = objects(element, 'option_groups');
  if (groups.length === 0) return objects(element, 'options').map((option) => optionItem(option));
  return groups.flatMap((group) =>
    objects(group, 'options').map((option) => optionItem(option, plainText(object(group, 'label')))),
  );
}

function useItems(element: JsonObject): readonly Item[] {
  const { state, me } = useSession();
  const type = text(element, 'type') ?? '';
  if (type.endsWith('static_select')) return staticItems(element);
  if (type.endsWith('users_select')) {
    return state.slack.people.map(({ id, realName }) => ({ value: id, label: realName, json: id }));
  }
  return channelsOf(state.slack, me.id).map(({ id, name }) => ({ value: id, label: `#${name}`, json: id }));
}

/** The field of the element's state that holds its value: `selected_option`, `selected_users`, ... */
const STATE_KEY: Readonly<Record<string, string>> = {
  static_select: 'selected_option',
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
  multi_static_select: 'selected_options',
  multi_users_select: 'selected_users',
  multi_channels_select: 'selected_channels',
  multi_conversations_select: 'selected_conversations',
};

export function Select(props: ElementProps) {
  const { element, inputId, describedBy, invalid } = props;
  const { value, change, busy } = useField(props);
  const items = useItems(element);
  const type = text(element, 'type') ?? '';
  const key = STATE_KEY[type] ?? '';
  const chosen = text(object(value, key), 'value') ?? text(value, key) ?? '';
  const placeholder = plainText(object(element, 'placeholder')) || 'Choose…';
  const choose = (picked: string): void => {
    const item = items.find((candidate) => candidate.value === picked);
    if (item === undefined) change({ type, [key]: null });
    else change({ type, [key]: item.json }, { value: item.value });
  };
  const groups = Map.groupBy(items, (item) => item.group);
  return (
    <select
      class="field select"
      id={inputId}
      aria-label={inputId === undefined ? placeholder : undefined}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      aria-busy={busy}
      value={chosen}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    >
      <option value="">{placeholder}</option>
      {[...groups].map(([group, members]) => {
        const options = members.map((item) => (
          <option key={item.value} value={item.value}>
            {item.label}
          </option>
        ));
        return group === undefined ? (
          options
        ) : (
          <optgroup key={group} label={group}>
            {options}
          </optgroup>
        );
      })}
    </select>
  );
}

export function MultiSelect(props: ElementProps) {
  const { element, describedBy } = props;
  const { value, change, busy } = useField(props);
  const items = useItems(element);
  const type = text(element, 'type') ?? '';
  const key = STATE_KEY[type] ?? '';
  const chosen = new Set([...texts(value, key), ...objects(value, key).map((option) => text(option, 'value') ?? '')]);
  const toggle = (picked: string): void => {
    chosen[chosen.has(picked) ? 'delete' : 'add'](picked);
    const selected = items.filter((item) => chosen.has(item.value));
    change({ type, [key]: selected.map((item) => item.json) }, { values: selected.map((item) => item.value) });
  };
  return (
    <div class="choices boxed" role="group" aria-describedby={describedBy} aria-busy={busy}>
      {items.map((item) => (
        <label key={item.value}>
          <input type="checkbox" checked={chosen.has(item.value)} onChange={() => toggle(item.value)} />
          <span>{item.label}</span>
        </label>
      ))}
    </div>
  );
}
