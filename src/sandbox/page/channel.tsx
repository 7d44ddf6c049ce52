import { useMemo } from 'preact/hooks';
import type { SandboxChannel } from '../contract.ts';
import { ActingAs } from './acting-as.tsx';
import { AppTabs } from './app-tabs.tsx';
import { Composer } from './composer.tsx';
import { channelEntries, iconOf, threadEntries } from './conversation.ts';
import { Icon } from './icon.tsx';
import { MessageList } from './message-list.tsx';
import { useScenarios } from './stories/scenarios.tsx';
import { useSession } from './session.ts';

function Welcome() {
  const { state } = useSession();
  const { play, status } = useScenarios();
  const first = state.scenarios[0];
  const playing = first !== undefined && status(first.id)?.kind === 'playing';
  return (
    <div class="welcome">
      <span class="welcome-mark" aria-hidden="true">
        <Icon name="bolt" />
      </span>
      <h2>All quiet. Time for an attack.</h2>
      <p>
        This is a Slack workspace and an AWS account that live on your machine. Trailbolt watches the account’s
        CloudTrail and reports here.
      </p>
      <ol>
        <li>Play an attack against the account and watch the alert arrive.</li>
        <li>Ask for the remedy with a button on the alert.</li>
        <li>Act as somebody else to approve it, and see it run.</li>
      </ol>
      {first !== undefined && (
        <button
          type="button"
          class="button primary large"
          onClick={() => play(first.id)}
          aria-busy={playing}
          disabled={playing}
        >
          <Icon name="play" />
          <span>{playing ? 'The attack is on. The alert comes here…' : `Start with “${first.title}”`}</span>
        </button>
      )}
    </div>
  );
}

export function Channel(props: { readonly channel: SandboxChannel; readonly onOpenThread: (ts: string) => void }) {
  const { channel, onOpenThread } = props;
  const { state, me, readTs, loadEarlier } = useSession();
  const entries = useMemo(() => channelEntries(state.slack, channel.id, me.id), [state.slack, channel.id, me.id]);
  const people = channel.members.filter((id) => id !== state.slack.bot.userId).length;
  // The alerts come to the first channel: until one did, there is nothing to do here but to play a story.
  const awaitsFirst = entries.length === 0 && channel.id === state.slack.channels[0]?.id;
  return (
    <main class="channel" aria-label={`Channel ${channel.name}`}>
      <header class="bar">
        <h1>
          <Icon name={iconOf(channel)} />
          {channel.name}
        </h1>
        {channel.isDirect === true ? (
          <AppTabs current="messages" />
        ) : (
          <span class="quiet">
            {people} {people === 1 ? 'person' : 'people'}
            {channel.isArchived === true && ' · archived'}
          </span>
        )}
        <ActingAs />
      </header>
      {awaitsFirst ? (
        <div class="messages">
          <Welcome />
        </div>
      ) : (
        <MessageList
          key={`${me.id}/${channel.id}`}
          entries={entries}
          id="app-contents"
          label={`Messages in ${channel.name}`}
          readTs={readTs(channel.id)}
          onOpenThread={onOpenThread}
          earlier={state.slack.earlier?.[channel.id] ?? 0}
          onEarlier={() => loadEarlier(channel.id, entries.length)}
        />
      )}
      {channel.isDirect === true ? (
        // As the manifest says (`messages_tab_read_only_enabled`), and in Slack's words.
        <p class="composer-off">Sending messages to this app has been turned off.</p>
      ) : (
        <Composer
          key={`${me.id}/${channel.id}/box`}
          channel={channel.id}
          label={`Message #${channel.name}`}
          placeholder={`Message #${channel.name}, or / for commands`}
        />
      )}
    </main>
  );
}

interface ThreadProps {
  readonly channel: SandboxChannel;
  readonly threadTs: string;
  readonly onClose: () => void;
}

export function Thread({ channel, threadTs, onClose }: ThreadProps) {
  const { state, me } = useSession();
  const entries = useMemo(
    () => threadEntries(state.slack, channel.id, me.id, threadTs),
    [state.slack, channel.id, me.id, threadTs],
  );
  return (
    <aside
      class="thread"
      aria-label="Thread"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header class="bar">
        <h2>Thread</h2>
        <span class="quiet">#{channel.name}</span>
        <button type="button" class="button icon quiet" aria-label="Close thread" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {entries.length === 0 ? (
        <p class="empty">This message is not here any more.</p>
      ) : (
        <MessageList key={`${me.id}/${threadTs}`} entries={entries} label="Messages in thread" pinned={1} />
      )}
      <Composer
        key={`${me.id}/${threadTs}/box`}
        channel={channel.id}
        threadTs={threadTs}
        label="Reply in thread"
        placeholder={`Reply as ${me.realName}…`}
      />
    </aside>
  );
}
