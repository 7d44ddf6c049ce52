import { text } from '../json-read.ts';
import { ButtonElement } from './button.tsx';
import { Checkboxes, RadioButtons } from './choices.tsx';
import { ImageStandIn } from './image.tsx';
import { DateInput, DateTimeInput, RichTextInput, TextInput } from './input-elements.tsx';
import { Overflow } from './overflow.tsx';
import { MultiSelect, Select } from './select.tsx';
import type { ElementProps } from './surface.ts';

/** One interactive element. What the page cannot draw says so instead of vanishing. */
export function BlockElement(props: ElementProps) {
  const type = text(props.element, 'type') ?? '';
  switch (type) {
    case 'button':
      return <ButtonElement {...props} />;
    case 'static_select':
    case 'users_select':
    case 'channels_select':
    case 'conversations_select':
      return <Select {...props} />;
    case 'multi_static_select':
    case 'multi_users_select':
    case 'multi_channels_select':
    case 'multi_conversations_select':
      return <MultiSelect {...props} />;
    case 'overflow':
      return <Overflow {...props} />;
    case 'radio_buttons':
      return <RadioButtons {...props} />;
    case 'checkboxes':
      return <Checkboxes {...props} />;
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return <TextInput {...props} />;
    case 'datepicker':
    case 'timepicker':
      return <DateInput {...props} />;
    case 'datetimepicker':
      return <DateTimeInput {...props} />;
    case 'rich_text_input':
      return <RichTextInput {...props} />;
    case 'image':
      return <ImageStandIn of={props.element} size="accessory" />;
    default:
      return <span class="unsupported">The sandbox cannot draw a “{type}” element.</span>;
  }
}
