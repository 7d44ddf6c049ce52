import { Avatar } from './avatar.tsx';
import { authorOf, channelsOf, unreadCount } from './conversation.ts';
import { Icon } from './icon.tsx';
import { HOME } from './place.ts';
import { useSession } from './session.ts';

interface SidebarProps {
  readonly current: string;
  /** The last `ts` that `me` saw, by channel. */
  readonly readTs: (channel: string) => string;
  readonly onOpen: (channel: string) => void;
  readonly onActAs: (person: string) => void;
}

function Channels({ current, readTs, onOpen }: Omit<SidebarProps, 'onActAs'>) {
  const { state, me } = useSession();
  return (
    <nav aria-label="Channels">
      <h2>Channels</h2>
      <ul>
        {channelsOf(state.slack, me.id).map((channel) => {
          const unread = channel.id === current ? 0 : unreadCount(state.slack, channel.id, me.id, readTs(channel.id));
          return (
            <li key={channel.id}>
              <button
                type="button"
                class={unread > 0 ? 'entry unread' : 'entry'}
                aria-current={channel.id === current ? 'page' : undefined}
                data-testid={`channel-${channel.name}`}
                onClick={() => onOpen(channel.id)}
              >
                <Icon name={channel.isPrivate === true ? 'lock' : 'hash'} />
                <span>{channel.name}</span>
                {unread > 0 && (
                  <span class="count">
                    {unread} <span class="sr-only">unread</span>
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      <h2>Apps</h2>
      <ul>
        <li>
          <button
            type="button"
            class="entry"
            aria-current={current === HOME ? 'page' : undefined}
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
