import { useId, useState } from 'preact/hooks';
import type { CommandHint } from '../contract.ts';
import { CommandHints, fixedPart, hintsFor } from './command-hints.tsx';
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

/** The list of commands under what is typed: arrows walk through it, Tab and Enter take one, Escape puts it away. */
function useHints(draft: string, take: (text: string) => void) {
  const { commands } = useSession().state;
  const [active, setActive] = useState(-1);
  const [away, setAway] = useState('');
  const hints = away === draft ? [] : hintsFor(draft, commands);
  const at = Math.min(active, hints.length - 1);
  const choose = (hint: CommandHint): void => {
    setActive(-1);
    take(`${fixedPart(hint)} `);
  };
  /** Whether the key was for the list. */
  const onKey = (key: string): boolean => {
    if (hints.length === 0) return false;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      setActive(key === 'ArrowDown' ? (at + 1) % hints.length : (at <= 0 ? hints.length : at) - 1);
      return true;
    }
    const hint = key === 'Tab' ? hints[Math.max(at, 0)] : hints[at];
    if (key === 'Escape') setAway(draft);
    // A finished command goes out with Enter, as ever; Tab leaves the box then.
    else if ((key !== 'Enter' && key !== 'Tab') || hint === undefined || draft.startsWith(`${fixedPart(hint)} `))
      return false;
    else choose(hint);
    return true;
  };
  return { hints, active: at, choose, onKey };
}

/** Where a person types: Enter sends, Shift+Enter breaks the line, a leading slash is a command. */
export function Composer({ channel, label, placeholder, threadTs }: ComposerProps) {
  const { act } = useSession();
  const [draft, setDraft] = useState('');
  const [sending, setSending] = useState<string>();
  const { hints, active, choose, onKey } = useHints(draft, setDraft);
  const listId = useId();

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
      {hints.length > 0 && <CommandHints id={listId} hints={hints} active={active} onChoose={choose} />}
      <textarea
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={hints.length > 0 ? listId : undefined}
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        placeholder={placeholder}
        rows={Math.min(6, draft.split('\n').length)}
        value={draft}
        onInput={({ currentTarget }) => setDraft(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing || event.shiftKey) return;
          if (onKey(event.key)) {
            event.preventDefault();
            // Only the list: the thread around it stays open.
            event.stopPropagation();
          } else if (event.key === 'Enter') {
            event.preventDefault();
            void send();
          }
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
