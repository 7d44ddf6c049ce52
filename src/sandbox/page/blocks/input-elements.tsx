import { flag, number, object, text } from '../json-read.ts';
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
