import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { useSession } from './session.ts';

interface ComposerProps {
  readonly channel: string;
  readonly label: string;
  readonly placeholder: string;
  readonly threadTs?: string;
}

/** Slack's own client escapes what is typed, so that nobody can write a control sequence by hand. */
function escapeTyped(typed: string): string {
  return typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Where a person types: Enter sends, Shift+Enter breaks the line, a leading slash is a command. */
export function Composer({ channel, label, placeholder, threadTs }: ComposerProps) {
  const { act } = useSession();
  const [draft, setDraft] = useState('');
  const [sending, setSending] = useState<string>();

  const send = async (): Promise<void> => {
    const written = draft.trim();
    // The same once more is a double press; something else was typed while the first is on its way.
    if (written === '' || sending === written) return;
    setSending(written);
    const thread = threadTs === undefined ? {} : { threadTs };
    const command = /^(\/\S+)\s*([\s\S]*)$/.exec(written);
    const result = await (command === null
      ? act({ do: 'say', channel, text: escapeTyped(written), ...thread })
      : act({ do: 'slash', channel, command: command[1] ?? '', text: command[2] ?? '', ...thread }));
    // What did not go out stays in the box, as in Slack, so that it can be corrected.
    if (result.ok || result.problem?.sent === true) setDraft((now) => (now.trim() === written ? '' : now));
    setSending((now) => (now === written ? undefined : now));
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        aria-label={label}
        placeholder={placeholder}
        rows={Math.min(6, draft.split('\n').length)}
        value={draft}
        onInput={({ currentTarget }) => setDraft(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <button
        type="submit"
        class="button primary icon"
        aria-label={threadTs === undefined ? 'Send message' : 'Send reply'}
        disabled={draft.trim() === ''}
        aria-busy={sending !== undefined}
      >
        <Icon name="send" />
      </button>
    </form>
  );
}
