import { channelsOf } from './conversation.ts';
import { ABOUT, HOME } from './place.ts';
import { useSession } from './session.ts';
import { Tabs } from './tabs.tsx';

type AppTab = 'home' | 'messages' | 'about';

/** What an app has in Slack: its Home, its conversation with the person, and what it is. */
export function AppTabs({ current }: { readonly current: AppTab }) {
  const { state, me, openChannel } = useSession();
  const direct = channelsOf(state.slack, me.id).find(({ isDirect }) => isDirect === true);
  return (
    <Tabs
      label={state.slack.bot.name}
      controls="app-contents"
      current={current}
      tabs={[
        { id: 'home', label: 'Home' },
        // There is none before the app wrote for the first time.
        ...(direct === undefined ? [] : [{ id: 'messages' as const, label: 'Messages' }]),
        { id: 'about', label: 'About' },
      ]}
      onChoose={(tab) => openChannel(tab === 'home' ? HOME : tab === 'about' ? ABOUT : (direct?.id ?? HOME))}
    />
  );
}
