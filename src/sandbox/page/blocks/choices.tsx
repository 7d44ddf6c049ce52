import type { JsonObject } from '../../../model/json.ts';
import { object, objects, text } from '../json-read.ts';
import { useField, type ElementProps } from './surface.ts';
import { TextObject } from './text.tsx';

function OptionText({ option }: { readonly option: JsonObject }) {
  const description = object(option, 'description');
  return (
    <span>
      <TextObject of={object(option, 'text')} />
      {description !== undefined && (
        <span class="description">
          <TextObject of={description} />
        </span>
      )}
    </span>
  );
}

const valueOf = (option: JsonObject): string => text(option, 'value') ?? '';

export function RadioButtons(props: ElementProps) {
  const { value, change, busy } = useField(props);
  const chosen = text(object(value, 'selected_option'), 'value');
  return (
    <div class="choices" role="radiogroup" aria-describedby={props.describedBy} aria-busy={busy}>
      {objects(props.element, 'options').map((option) => (
        <label key={valueOf(option)}>
          <input
            type="radio"
            name={`${props.blockId}/${text(props.element, 'action_id') ?? ''}`}
            checked={chosen === valueOf(option)}
            onChange={() => change({ type: 'radio_buttons', selected_option: option }, { value: valueOf(option) })}
          />
          <OptionText option={option} />
        </label>
      ))}
    </div>
  );
}

export function Checkboxes(props: ElementProps) {
  const { value, change, busy } = useField(props);
  const options = objects(props.element, 'options');
  const chosen = new Set(objects(value, 'selected_options').map(valueOf));
  const toggle = (option: JsonObject): void => {
    chosen[chosen.has(valueOf(option)) ? 'delete' : 'add'](valueOf(option));
    const selected = options.filter((candidate) => chosen.has(valueOf(candidate)));
    change({ type: 'checkboxes', selected_options: selected }, { values: selected.map(valueOf) });
  };
  return (
    <div class="choices" role="group" aria-describedby={props.describedBy} aria-busy={busy}>
      {options.map((option) => (
        <label key={valueOf(option)}>
          <input type="checkbox" checked={chosen.has(valueOf(option))} onChange={() => toggle(option)} />
          <OptionText option={option} />
        </label>
      ))}
    </div>
  );
}
