import type { SandboxMessage } from '../contract.ts';
import { Icon } from './icon.tsx';
import { useSession } from './session.ts';
import { useMenu } from './use-menu.ts';

/** What can be done with a message: to reply in its thread, and the shortcuts that the app has for messages. */
export function MessageMenu({ message, onReply }: { readonly message: SandboxMessage; readonly onReply?: () => void }) {
  const { state, me, act } = useSession();
  const { open, root, trigger, menu, close, toggle, onKey } = useMenu();
  // Slack offers an app's shortcuts to nobody from another workspace.
  const shortcuts = me.kind === 'stranger' ? [] : (state.slack.bot.messageShortcuts ?? []);
  if (onReply === undefined && shortcuts.length === 0) return null;
  return (
    <span class={open ? 'message-menu open' : 'message-menu'} ref={root} onKeyDown={onKey}>
      {onReply !== undefined && (
        <button type="button" class="hover-action" onClick={onReply} aria-label="Reply in thread">
          <Icon name="thread" />
        </button>
      )}
      {shortcuts.length > 0 && (
        <button
          type="button"
          class="hover-action"
          ref={trigger}
          aria-label="More actions"
          aria-haspopup="menu"
          aria-expanded={open}
          onClick={toggle}
        >
          <span aria-hidden="true">⋮</span>
        </button>
      )}
      {open && (
        <div class="menu" role="menu" ref={menu}>
          {shortcuts.map(({ callbackId, name }) => (
            <button
              key={callbackId}
              type="button"
              role="menuitem"
              onClick={() => {
                close();
                void act({ do: 'message-shortcut', channel: message.channel, ts: message.ts, callbackId });
              }}
            >
              {name}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
