import { useCallback, useMemo, useState } from 'preact/hooks';
import type { JsonObject } from '../../model/json.ts';
import type { SandboxState } from '../contract.ts';
import { About } from './about.tsx';
import { sendGesture } from './api.ts';
import { useChanges } from './account/use-changes.ts';
import { sectionsOf } from './account/sections.ts';
import { Beside, type BesideTab } from './beside.tsx';
import { Channel, Thread } from './channel.tsx';
import { ConfirmDialog, type Question } from './confirm-dialog.tsx';
import { authorOf, topView } from './conversation.ts';
import { focusSoon } from './focus-soon.ts';
import { Home } from './home.tsx';
import { Icon } from './icon.tsx';
import { Modal } from './modal.tsx';
import { unreadAround } from './unread-around.ts';
import { ABOUT, actingAs } from './place.ts';
import { Panes, type Pane } from './panes.tsx';
import { ScenariosProvider } from './stories/scenarios.tsx';
import { SessionProvider, type Session } from './session.ts';
import { Sidebar } from './sidebar.tsx';
import { Toasts } from './toasts.tsx';
import { useLastSeen, usePlace, useReadMarks } from './use-place.ts';
import { useNewLife } from './use-new-life.ts';
import { useSandboxState } from './use-sandbox-state.ts';
import { useToasts } from './use-toasts.ts';

/** Where only one part of the page has room, as in `style/narrow.css`. */
const ONE_PANE = '(max-width: 860px)';

const NOBODY = { id: '', name: 'nobody', realName: 'Nobody', title: '', kind: 'member' } as const;

interface WorkspaceProps {
  readonly state: SandboxState;
  readonly connected: boolean;
  readonly loadEarlier: Session['loadEarlier'];
}

function Workspace({ state, connected, loadEarlier }: WorkspaceProps) {
  const { slack, aws } = state;
  const [place, go] = usePlace(slack);
  const sections = useMemo(() => sectionsOf(aws), [aws]);
  const news = useChanges(sections, state.life);
  const [pane, setPane] = useState<Pane>('chat');
  const [beside, setBeside] = useState<BesideTab | undefined>('aws');
  const hasOnePane = matchMedia(ONE_PANE).matches;
  const readTs = useReadMarks(slack, place, pane === 'chat' || !hasOnePane);
  const looksAtAudit = beside === 'audit' && (pane === 'audit' || !hasOnePane);
  const auditSeen = useLastSeen(state.auditGrown, looksAtAudit);
  const auditNews = !looksAtAudit && state.auditGrown !== auditSeen;
  const [question, setQuestion] = useState<Question | undefined>();
  const { toasts, show, dismiss } = useToasts(slack, place.person);
  const me = slack.people.find(({ id }) => id === place.person) ?? slack.people[0] ?? NOBODY;
  const channel = slack.channels.find(({ id }) => id === place.channel);
  const view = topView(slack, me.id);

  const { aside, here } = unreadAround(slack, place, readTs);
  const isNews = (id: Pane): boolean =>
    id !== pane && { aws: news.changes.size > 0, audit: auditNews, sidebar: aside, chat: here }[id];

  const act = useCallback<Session['act']>(
    async (gesture, options) => {
      const result = await sendGesture({ ...gesture, user: me.id });
      if (!result.ok && result.problem !== undefined && options?.quiet !== true) show(result.problem.text);
      return result;
    },
    [me.id, show],
  );
  const confirm = useCallback(
    (asked: JsonObject) =>
      new Promise<boolean>((resolve) => {
        setQuestion({
          confirm: asked,
          answer(yes) {
            setQuestion(undefined);
            resolve(yes);
          },
        });
      }),
    [],
  );
  const openChannel = useCallback(
    (id: string): void => {
      go({ person: me.id, channel: id });
      setPane('chat');
    },
    [go, me.id],
  );
  /** The focus goes into the thread, and back to where it was opened. */
  const openThread = (id: string, thread: string): void => {
    go({ person: me.id, channel: id, thread });
    focusSoon(() => document.querySelector<HTMLElement>('.thread .messages'));
  };
  const closeThread = (id: string): void => {
    const parent = place.thread ?? '';
    go({ person: me.id, channel: id });
    focusSoon(() =>
      document.querySelector<HTMLElement>(`[data-ts="${CSS.escape(parent)}"] [data-testid="open-thread"]`),
    );
  };
  useNewLife(state.life, () => {
    go({ person: me.id, channel: place.channel });
    question?.answer(false);
  });
  const names = useMemo(
    () => ({
      user: (id: string) => authorOf(slack, id).name,
      channel: (id: string) => slack.channels.find((candidate) => candidate.id === id)?.name ?? id,
      group: (id: string) => slack.userGroups?.find((candidate) => candidate.id === id)?.handle ?? id,
    }),
    [slack.people, slack.channels, slack.userGroups],
  );
  const session = useMemo(
    () => ({ state, me, names, act, confirm, readTs, openChannel, loadEarlier }),
    [state, me, names, act, confirm, readTs, openChannel, loadEarlier],
  );

  return (
    <SessionProvider value={session}>
      <ScenariosProvider>
        <div
          class={`shell ${beside === undefined ? 'without-aws' : ''} ${place.thread === undefined ? '' : 'with-thread'}`}
          data-pane={pane}
          data-testid="workspace"
        >
          {!connected && (
            <p class="offline" role="alert">
              The sandbox does not answer. Trying again…
            </p>
          )}
          <Sidebar
            current={place.channel}
            onOpen={openChannel}
            onActAs={(person) => {
              go(actingAs(place, person, slack));
              // Where the bar covers the conversation, the next thing to do is behind it.
              setPane('chat');
            }}
          />
          {place.channel === ABOUT ? (
            <About />
          ) : channel === undefined ? (
            <Home />
          ) : (
            <Channel channel={channel} onOpenThread={(thread) => openThread(channel.id, thread)} />
          )}
          {place.thread !== undefined && channel !== undefined && (
            <Thread channel={channel} threadTs={place.thread} onClose={() => closeThread(channel.id)} />
          )}
          {beside === undefined ? (
            <button type="button" class="aws-tab" onClick={() => setBeside('aws')} aria-label="Show AWS account">
              <Icon name="cloud" />
              <span>AWS account</span>
            </button>
          ) : (
            <Beside
              tab={beside}
              onTab={(chosen) => {
                setBeside(chosen);
                if (pane === 'aws' || pane === 'audit') setPane(chosen);
              }}
              sections={sections}
              news={news}
              auditNews={auditNews}
              onHide={() => setBeside(undefined)}
            />
          )}
          <Panes
            current={pane}
            isNews={isNews}
            onChoose={(id) => {
              setPane(id);
              if (id === 'aws' || id === 'audit') setBeside(id);
            }}
          />
        </div>
        {view !== undefined && <Modal key={me.id} open={view} />}
        {question !== undefined && <ConfirmDialog question={question} />}
        <Toasts toasts={toasts} onGone={dismiss} />
      </ScenariosProvider>
    </SessionProvider>
  );
}

/** The page: waits for the first state, then stays in step with the sandbox. */
export function App() {
  const { state, connected, loadEarlier } = useSandboxState();
  if (state === undefined) {
    return (
      <p class="starting" role="status">
        {connected ? 'Opening the workspace…' : 'The sandbox does not answer. Trying again…'}
      </p>
    );
  }
  return <Workspace state={state} connected={connected} loadEarlier={loadEarlier} />;
}
