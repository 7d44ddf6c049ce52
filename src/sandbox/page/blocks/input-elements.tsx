import { flag, number, object, objects, text } from '../json-read.ts';
import { useField, type ElementProps } from './surface.ts';
import { plainText } from './text.tsx';

const KEYBOARD: Readonly<Record<string, 'email' | 'url' | 'decimal'>> = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'decimal',
};

export function TextInput(props: ElementProps) {
  const { element, inputId, describedBy, invalid, dispatches } = props;
  const { value, change } = useField(props);
  const type = text(element, 'type') ?? 'plain_text_input';
  const current = text(value, 'value') ?? '';
  const shared = {
    class: 'field',
    id: inputId,
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    placeholder: plainText(object(element, 'placeholder')),
    value: current,
    ...(number(element, 'max_length') === undefined ? {} : { maxLength: number(element, 'max_length') ?? 0 }),
  };
  const set = (next: string): void => change({ type, value: next === '' ? null : next });
  if (flag(element, 'multiline')) {
    return <textarea {...shared} rows={4} onInput={({ currentTarget }) => set(currentTarget.value)} />;
  }
  return (
    <input
      {...shared}
      type="text"
      inputMode={KEYBOARD[type] ?? 'text'}
      onInput={({ currentTarget }) => set(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !dispatches) return;
        event.preventDefault();
        change({ type, value: current === '' ? null : current }, { value: current });
      }}
    />
  );
}

export function DateInput(props: ElementProps) {
  const { element, inputId, describedBy, invalid } = props;
  const { value, change } = useField(props);
  const type = text(element, 'type') ?? 'datepicker';
  const key = type === 'timepicker' ? 'selected_time' : 'selected_date';
  const pick = (next: string): void => {
    if (next === '') change({ type, [key]: null });
    else change({ type, [key]: next }, { value: next });
  };
  return (
    <input
      class="field narrow"
      type={type === 'timepicker' ? 'time' : 'date'}
      id={inputId}
      aria-label={inputId === undefined ? plainText(object(element, 'placeholder')) || 'Choose a date' : undefined}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      value={text(value, key) ?? ''}
      onChange={({ currentTarget }) => pick(currentTarget.value)}
    />
  );
}

/** Unix seconds as the reader's own date and time, in the form that the browser's field takes. */
function localMinute(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function DateTimeInput(props: ElementProps) {
  const { inputId, describedBy, invalid } = props;
  const { value, change } = useField(props);
  const pick = (next: string): void => {
    const seconds = Math.floor(new Date(next).getTime() / 1000);
    if (Number.isNaN(seconds)) change({ type: 'datetimepicker', selected_date_time: null });
    else change({ type: 'datetimepicker', selected_date_time: seconds }, { value: String(seconds) });
  };
  return (
    <input
      class="field narrow"
      type="datetime-local"
      id={inputId}
      aria-label={inputId === undefined ? 'Choose a date and time' : undefined}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      value={localMinute(number(value, 'selected_date_time'))}
      onChange={({ currentTarget }) => pick(currentTarget.value)}
    />
  );
}

/** Takes lines without styles, and hands them on as the rich text that Slack's composer would make of them. */
export function RichTextInput(props: ElementProps) {
  const { element, inputId, describedBy, invalid } = props;
  const { value, change } = useField(props);
  const lines = objects(object(value, 'rich_text_value'), 'elements').map((part) =>
    objects(part, 'elements')
      .map((inline) => text(inline, 'text') ?? '')
      .join(''),
  );
  const set = (next: string): void => {
    const section = { type: 'rich_text_section', elements: [{ type: 'text', text: next }] };
    const written = next === '' ? null : { type: 'rich_text', elements: [section] };
    change({ type: 'rich_text_input', rich_text_value: written });
  };
  return (
    <textarea
      class="field"
      id={inputId}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      placeholder={plainText(object(element, 'placeholder'))}
      rows={number(element, 'min_lines') ?? 4}
      value={lines.join('\n')}
      onInput={({ currentTarget }) => set(currentTarget.value)}
    />
  );
}
