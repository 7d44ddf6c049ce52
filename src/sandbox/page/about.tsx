import { ActingAs } from './acting-as.tsx';
import { AppTabs } from './app-tabs.tsx';
import { Icon } from './icon.tsx';
import { useSession } from './session.ts';

/** What the app is, and what it can be asked for. */
export function About() {
  const { state } = useSession();
  const { bot } = state.slack;
  return (
    <main class="channel" aria-label={`About ${bot.name}`}>
      <header class="bar">
        <h1>
          <Icon name="bolt" />
          {bot.name}
        </h1>
        <AppTabs current="about" />
        <ActingAs />
      </header>
      <div class="messages home about" id="app-contents" tabIndex={0} role="region" aria-label="About">
        <p>
          {bot.name} watches CloudTrail, reports what looks wrong, and runs the remedy when the right people approve it.
        </p>
        <h2>Commands</h2>
        <dl>
          {state.commands.map(({ usage, summary }) => (
            <div key={usage}>
              <dt>
                <code>{usage}</code>
              </dt>
              <dd>{summary}</dd>
            </div>
          ))}
        </dl>
        {(bot.messageShortcuts ?? []).length > 0 && (
          <>
            <h2>In the menu of a message</h2>
            <ul>
              {bot.messageShortcuts?.map(({ callbackId, name }) => (
                <li key={callbackId}>{name}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </main>
  );
}
