import type { SandboxChannel } from '../contract.ts';
import { Avatar } from './avatar.tsx';
import { authorOf, channelsOf, iconOf, unreadCount, unreadMentions } from './conversation.ts';
import { Icon } from './icon.tsx';
import { ABOUT, HOME } from './place.ts';
import { useSession } from './session.ts';

interface SidebarProps {
  readonly current: string;
  readonly onOpen: (channel: string) => void;
  readonly onActAs: (person: string) => void;
}

type ListProps = Omit<SidebarProps, 'onActAs'>;

function Entry({ channel, current, onOpen }: ListProps & { readonly channel: SandboxChannel }) {
  const { state, me, readTs } = useSession();
  const unread = channel.id === current ? 0 : unreadCount(state.slack, channel.id, me.id, readTs(channel.id));
  // A mention in a thread is not seen by opening its channel.
  const mentions = unreadMentions(state.slack, channel.id, me.id, readTs);
  return (
    <li>
      <button
        type="button"
        class={unread + mentions > 0 ? 'entry unread' : 'entry'}
        aria-current={channel.id === current ? 'page' : undefined}
        data-testid={`channel-${channel.name}`}
        onClick={() => onOpen(channel.id)}
      >
        <Icon name={iconOf(channel)} />
        <span>{channel.name}</span>
        {unread > 0 && (
          <span class="count">
            {unread} <span class="sr-only">unread</span>
          </span>
        )}
        {mentions > 0 && (
          <span class="count mentions" title="Mentions of you">
            @{mentions} <span class="sr-only">{mentions === 1 ? 'mention of you' : 'mentions of you'}</span>
          </span>
        )}
      </button>
    </li>
  );
}

function Channels(props: ListProps) {
  const { state, me } = useSession();
  const { current, onOpen } = props;
  const visible = channelsOf(state.slack, me.id);
  const direct = visible.filter(({ isDirect }) => isDirect === true);
  return (
    <nav aria-label="Channels">
      <h2>Channels</h2>
      <ul>
        {visible
          .filter(({ isDirect }) => isDirect !== true)
          .map((channel) => (
            <Entry key={channel.id} channel={channel} {...props} />
          ))}
      </ul>
      {direct.length > 0 && (
        <>
          <h2>Direct messages</h2>
          <ul>
            {direct.map((channel) => (
              <Entry key={channel.id} channel={channel} {...props} />
            ))}
          </ul>
        </>
      )}
      <h2>Apps</h2>
      <ul>
        <li>
          <button
            type="button"
            class="entry"
            aria-current={current === HOME || current === ABOUT ? 'page' : undefined}
            aria-label={`${state.slack.bot.name} Home`}
            onClick={() => onOpen(HOME)}
          >
            <Icon name="home" />
            <span>{state.slack.bot.name}</span>
          </button>
        </li>
      </ul>
    </nav>
  );
}

/** Switches the person: a radio group, so that arrow keys walk through the cast. */
function ActAs({ onActAs }: Pick<SidebarProps, 'onActAs'>) {
  const { state, me } = useSession();
  return (
    <fieldset class="act-as">
      <legend>Act as</legend>
      <p>Whoever asks for a remedy cannot approve it.</p>
      {state.slack.people.map((person) => (
        <label key={person.id} class={person.id === me.id ? 'person current' : 'person'}>
          <input
            type="radio"
            name="act-as"
            checked={person.id === me.id}
            aria-label={`${person.realName}, ${person.title}`}
            data-testid={`person-${person.name}`}
            onChange={() => onActAs(person.id)}
          />
          <Avatar author={authorOf(state.slack, person.id)} small />
          <span class="person-name">{person.realName}</span>
          <span class="person-title">{person.title}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Sidebar(props: SidebarProps) {
  const { state } = useSession();
  return (
    <div class="sidebar">
      <div class="workspace">
        <span class="avatar bot" aria-hidden="true">
          <Icon name="bolt" />
        </span>
        <strong>{state.slack.team.name}</strong>
      </div>
      <Channels {...props} />
      <ActAs onActAs={props.onActAs} />
    </div>
  );
}
