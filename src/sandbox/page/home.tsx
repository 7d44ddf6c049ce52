import { useEffect, useMemo, useState } from 'preact/hooks';
import { ActingAs } from './acting-as.tsx';
import { AppTabs } from './app-tabs.tsx';
import { Blocks } from './blocks/block.tsx';
import { SurfaceProvider, type Surface } from './blocks/surface.ts';
import { channelsOf } from './conversation.ts';
import { Icon } from './icon.tsx';
import { objects, text } from './json-read.ts';
import { useSession } from './session.ts';
import { viewValues, withValue, type ViewValues } from './view-values.ts';

/** What stands there until the app publishes a Home: what it is, and where the app is at work meanwhile. */
function Unpublished() {
  const { state, me, openChannel } = useSession();
  const { bot } = state.slack;
  const channel = channelsOf(state.slack, me.id).find(({ members }) => members.includes(bot.userId));
  return (
    <div class="unpublished">
      <h2>{bot.name} has not published a Home for you yet.</h2>
      {channel !== undefined && (
        <>
          <p>
            Its alerts, and the remedies on them, are in #{channel.name}. There you can also type{' '}
            <code>/trail help</code> to see what it can look up.
          </p>
          <button type="button" class="button" onClick={() => openChannel(channel.id)}>
            <span>Open #{channel.name}</span>
          </button>
        </>
      )}
    </div>
  );
}

/** The app's Home tab for the person the reader acts as; opening it tells the app, as Slack does. */
export function Home() {
  const { state, me, act } = useSession();
  const [entered, setEntered] = useState<ViewValues>({});
  const view = state.slack.homes[me.id];

  useEffect(() => {
    setEntered({});
    void act({ do: 'open-home' });
  }, [me.id, state.life]);

  const surface = useMemo((): Surface => {
    const values = viewValues(view ?? {}, entered);
    return {
      heading: 2,
      async dispatch(choice) {
        await act({ do: 'click-in-view', viewId: text(view, 'id') ?? '', state: values, ...choice });
      },
      fields: {
        values,
        set: (blockId, actionId, value) => setEntered((now) => withValue(now, blockId, actionId, value)),
        errors: {},
      },
    };
  }, [view, entered, act]);

  return (
    <main class="channel" aria-label={`${state.slack.bot.name} Home`}>
      <header class="bar">
        <h1>
          <Icon name="home" />
          {state.slack.bot.name}
        </h1>
        <AppTabs current="home" />
        <ActingAs />
      </header>
      <div class="messages home" id="app-contents" tabIndex={0} role="region" aria-label="Home">
        {view === undefined ? (
          <Unpublished />
        ) : (
          <SurfaceProvider value={surface}>
            <Blocks blocks={objects(view, 'blocks')} />
          </SurfaceProvider>
        )}
      </div>
    </main>
  );
}
