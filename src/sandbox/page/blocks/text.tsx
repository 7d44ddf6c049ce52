import type { ComponentChildren } from 'preact';
import type { JsonObject } from '../../../model/json.ts';
import { withEmoji } from '../emoji.ts';
import { flag, text } from '../json-read.ts';
import { parseMrkdwn, type MrkdwnOptions } from '../mrkdwn.ts';
import type { Inline } from '../mrkdwn-nodes.ts';
import { safeUrl } from '../safe-url.ts';
import { useSession } from '../session.ts';
import { formatSlackDate } from '../slack-date.ts';

export function Link({ href, children }: { readonly href: string; readonly children: ComponentChildren }) {
  const safe = safeUrl(href);
  if (safe === undefined) return <>{children}</>;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

export function Mention({ kind, id, label }: { kind: 'user' | 'channel' | 'usergroup'; id: string; label?: string }) {
  const { names, me, state, openChannel } = useSession();
  if (kind === 'channel') {
    const channel = state.slack.channels.find((candidate) => candidate.id === id);
    if (channel === undefined) return <span class="mention">#{label ?? id}</span>;
    return (
      <button type="button" class="mention" onClick={() => openChannel(id)}>
        #{channel.name}
      </button>
    );
  }
  if (kind === 'usergroup') return <span class="mention">{(label ?? names.group(id)).replace(/^@?/, '@')}</span>;
  const name = names.user(id);
  return <span class={id === me.id ? 'mention me' : 'mention'}>@{name === id ? (label ?? id) : name}</span>;
}

/** Loud on purpose: in a real workspace this would have notified everybody. */
export function Broadcast({ range }: { readonly range: string }) {
  return (
    <span class="mention broadcast" data-testid="broadcast">
      @{range}
    </span>
  );
}

export function SlackDate(props: { seconds: number; format: string; fallback: string; href?: string }) {
  const shown = formatSlackDate(props.seconds, props.format, { now: Date.now() });
  if (shown === undefined) return <>{props.fallback}</>;
  const date = new Date(props.seconds * 1000);
  const time = (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {shown}
    </time>
  );
  return props.href === undefined ? time : <Link href={props.href}>{time}</Link>;
}

const STYLE_TAG = { bold: 'strong', italic: 'em', strike: 's' } as const;

function draw(node: Inline, key: number) {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'style': {
      const Tag = STYLE_TAG[node.style];
      return <Tag key={key}>{node.children.map(draw)}</Tag>;
    }
    case 'code':
      return <code key={key}>{node.children.map(draw)}</code>;
    case 'link':
      return (
        <Link key={key} href={node.href}>
          {node.children.map(draw)}
        </Link>
      );
    case 'user':
    case 'channel':
    case 'usergroup':
      return <Mention key={key} {...node} />;
    case 'broadcast':
      return <Broadcast key={key} range={node.range} />;
    case 'date':
      return <SlackDate key={key} {...node} />;
    case 'emoji':
      return <Emoji key={key} name={node.name} glyph={node.glyph} />;
  }
}

export function Emoji({ name, glyph }: { readonly name: string; readonly glyph: string }) {
  return (
    <span role="img" aria-label={name.replace('::', ', ').replaceAll('_', ' ')} title={`:${name}:`}>
      {glyph}
    </span>
  );
}

/** A parsed stretch of text. */
export function Inlines({ nodes }: { readonly nodes: readonly Inline[] }) {
  return <>{nodes.map(draw)}</>;
}

const BLOCK_TAG = { paragraph: 'span', quote: 'blockquote', pre: 'pre' } as const;

export function Mrkdwn({ source, ...options }: { readonly source: string } & MrkdwnOptions) {
  return (
    <span class="mrkdwn">
      {parseMrkdwn(source, options).map((block, index) => {
        const Tag = BLOCK_TAG[block.kind];
        return (
          <Tag key={index} class={block.kind}>
            {block.children.map(draw)}
          </Tag>
        );
      })}
    </span>
  );
}

/** A text object. `plain_text` is shown exactly as it is; its emoji are drawn only if it says so. */
export function TextObject({ of }: { readonly of: JsonObject | undefined }) {
  const { channels } = useSession().state.slack;
  if (text(of, 'type') === 'mrkdwn') {
    const channelNamed = (name: string) => channels.find((each) => each.name === name)?.id;
    return <Mrkdwn source={text(of, 'text') ?? ''} verbatim={flag(of, 'verbatim')} channelNamed={channelNamed} />;
  }
  return <span class="plain">{plainText(of)}</span>;
}

/** The characters of a `plain_text` object, for places that take no markup (options, labels, titles). */
export function plainText(of: JsonObject | undefined): string {
  const content = text(of, 'text') ?? '';
  return flag(of, 'emoji') ? withEmoji(content) : content;
}
