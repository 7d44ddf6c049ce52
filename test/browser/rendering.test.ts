import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { ANA, ALERTS, START_SECONDS } from './sample-blocks.ts';
import { NEWER, RICH_TEXT } from './sample-layouts.ts';
import { fromApp, withMessages } from './sample-states.ts';
import { useStage } from './stage.ts';

const { open } = useStage();

/**
 * What Chromium made of each element that the selector finds, in a notation that leaves out what only looks: tags that
 * mean something, where links lead, what dates stand for.
 */
async function drawn(page: Page, selector: string): Promise<readonly string[]> {
  return page.locator(selector).evaluateAll((roots) => {
    const KEPT = 'A STRONG EM S U CODE PRE BLOCKQUOTE TIME UL OL LI MARK TABLE TH TD CAPTION SCRIPT IMG'.split(' ');
    const show = (node: Node): string => {
      if (!(node instanceof HTMLElement)) return node.textContent ?? '';
      const inside = [...node.childNodes].map((child) => show(child)).join('');
      if (node.matches('.mention')) return `{${inside}}`;
      if (!KEPT.includes(node.tagName)) return inside;
      const tag = node.tagName.toLowerCase();
      const extra = ['href', 'datetime', 'start']
        .map((name) => node.getAttribute(name))
        .filter((value) => value !== null);
      return `<${[tag, ...extra].join(' ')}>${inside}</${tag}>`;
    };
    return roots.map((root) => [...root.childNodes].map((child) => show(child)).join(''));
  });
}

const ISO = new Date(START_SECONDS * 1000).toISOString();

/** https://docs.slack.dev/messaging/formatting-message-text */
const MRKDWN: readonly (readonly [source: string, shown: string])[] = [
  ['*bold* _italic_ ~strike~ `code`', '<strong>bold</strong> <em>italic</em> <s>strike</s> <code>code</code>'],
  ['*_~all~_*', '<strong><em><s>all</s></em></strong>'],
  ['a*b*c *a * 2*3*4 snake_case_name ~/bin', 'a*b*c *a * 2*3*4 snake_case_name ~/bin'],
  ['*two\nlines*', '*two\nlines*'],
  ['> quoted\n&gt; too\nnot > this', '<blockquote>quoted\ntoo</blockquote>not > this'],
  ['- no list\n1. nor this', '- no list\n1. nor this'],
  ['```*x* :tada: <https://a.example>```', '<pre>*x* :tada: <a https://a.example>https://a.example</a></pre>'],
  ['`*x* :tada: www.foo.com`', '<code>*x* :tada: www.foo.com</code>'],
  ['<https://a.example/?a=1&amp;b=2|This *is* it>', '<a https://a.example/?a=1&b=2>This <strong>is</strong> it</a>'],
  [
    'see https://a.example/b. or www.foo.com',
    'see <a https://a.example/b>https://a.example/b</a>. or <a http://www.foo.com>www.foo.com</a>',
  ],
  ['<mailto:a@b.example|Write>', '<a mailto:a@b.example>Write</a>'],
  [
    `<@${ANA}> <@U0GONE> <#${ALERTS}> <#C0GONE|old> <!here>`,
    '{@Ana Duarte} {@U0GONE} {#security-alerts} {#old} {@here}',
  ],
  [
    'in #security-alerts, _#security-alerts_ not #Security-alerts a#security-alerts #no-such `#security-alerts`',
    'in {#security-alerts}, <em>{#security-alerts}</em> not #Security-alerts a#security-alerts #no-such <code>#security-alerts</code>',
  ],
  ['<!subteam^S0SEC> <!subteam^S0X|@others>', '{@security} {@others}'],
  [`<!date^${START_SECONDS}^{date_num}|then>`, `<time ${ISO}>2026-11-23</time>`],
  [
    `<!date^${START_SECONDS}^on {date_num}^https://a.example/|then>`,
    `<a https://a.example/><time ${ISO}>on 2026-11-23</time></a>`,
  ],
  ['<!date^soon^{date}|then>', 'then'],
  ['&lt;!channel&gt; &amp;amp; &quot; &nbsp;', '<!channel> &amp; &quot; &nbsp;'],
  [':tada: :wave::skin-tone-2: :no_such: arn:aws:s3:::x', '🎉 👋🏻 :no_such: arn:aws:s3:::x'],
  ['<javascript:alert(1)|x> <script>alert(1)</script>', '<javascript:alert(1)|x> <script>alert(1)</script>'],
  ['<img src=x onerror=alert(1)> <data:text/html,x|y>', '<img src=x onerror=alert(1)> <data:text/html,x|y>'],
];

describe('in Chromium', () => {
  let page: Page;
  const show = async (blocks: readonly JsonObject[]): Promise<void> => {
    ({ page } = await open({ state: withMessages(fromApp(blocks)) }));
  };

  test('mrkdwn is what Slack shows', async () => {
    await show(MRKDWN.map(([text]) => ({ type: 'section', text: { type: 'mrkdwn', text } })));

    const shown = await drawn(page, '.section-text');

    expect(MRKDWN.map(([source], index) => [source, shown[index]])).toEqual(MRKDWN);
  });

  test('verbatim leaves addresses and names alone, and nothing else', async () => {
    const text = '*x* https://a.example <https://b.example|b> #security-alerts';
    await show([{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }]);

    expect(await drawn(page, '.section-text')).toEqual([
      '<strong>x</strong> https://a.example <a https://b.example>b</a> #security-alerts',
    ]);
  });

  test('names of channels stay text in the text of a message', async () => {
    const state = withMessages({ ...fromApp([]), text: 'see #security-alerts and https://a.example' });
    ({ page } = await open({ state }));

    expect(await drawn(page, '.mrkdwn')).toEqual([
      'see #security-alerts and <a https://a.example>https://a.example</a>',
    ]);
  });

  test('plain_text stays text, with emoji where it says so', async () => {
    const text = '*x* <!channel> <b>&amp;</b> :tada: https://a.example';
    await show([true, false].map((emoji) => ({ type: 'section', text: { type: 'plain_text', text, emoji } })));

    expect(await drawn(page, '.section-text')).toEqual([text.replace(':tada:', '🎉'), text]);
  });

  test('rich text is drawn element by element', async () => {
    await show([RICH_TEXT]);

    expect((await drawn(page, '.rich-text'))[0]).toBe(
      [
        '<strong><em><s><u><code>all</code></u></s></em></strong> :tada: *x* <!channel>',
        '<strong>{@Ana Duarte}</strong>{@U0GONE}{@security}{#security-alerts}{@here}👋🏿:homemade:',
        '#F405B3red;background:url(//evil)',
        `<a https://example.com/><time ${ISO}>2026-11-23</time></a>the fallback`,
        '<a https://example.com/x>docs</a><a https://example.com/y>https://example.com/y</a>trapIn progress',
        '<a https://example.com/canvas>Runbook</a>',
        '<ul><li>one</li><li>two</li></ul>',
        '<ol 5><li>five</li><li>six</li></ol>',
        '<blockquote>quoted</blockquote>',
        '<pre>{\n  "a": *1*\n}</pre>',
      ].join(''),
    );
    expect(await page.locator('.swatch').count()).toBe(1);
  });
});

describe('newer blocks', () => {
  let page: Page;
  beforeEach(async () => {
    ({ page } = await open({ state: withMessages(fromApp(NEWER)) }));
  });

  test('are all drawn', async () => {
    expect(await page.locator('.unsupported').count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Level two', level: 3 }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'For Ben only' }).count()).toBe(0);
    expect(await page.getByText('inside').isVisible()).toBe(false);
    await page.getByText('More', { exact: true }).click();
    expect(await page.getByText('inside').isVisible()).toBe(true);
  });

  test('show tables and charts as tables with headers', async () => {
    expect(await drawn(page, '.blocks > .table-scroll')).toEqual([
      '<table><th>Rule</th><th>Count</th><td><b>bulk</b> launch</td><td><strong>4</strong></td></table>',
      '<table><caption>Calls</caption><th>Call</th><th>Times</th><th>Look</th><th>RunInstances</th><td>4</td><td>Open RunInstances</td></table>',
      '<table><caption>Calls an hour (bar chart)</caption><th>Hour</th><th>denied</th><th>09</th><td>2</td><th>10</th><td>7</td></table>',
      '<table><caption>By country (pie chart)</caption><th>Label</th><th>Share</th><th>NL</th><td>3</td></table>',
    ]);
  });

  test('show Markdown as Markdown', async () => {
    expect((await drawn(page, '.blocks > .rich-text')).at(-1)).toBe(
      [
        'What happened',
        'Some <strong>bold</strong>, <em>italic</em>, <s>gone</s>, <code>code</code> and a ',
        '<a https://example.com/m>link</a>, not [this](javascript:alert(1)).',
        '<ul><li>☑ looked</li><li>☐ closed</li></ul>',
        '<ol 1><li>first</li></ol>',
        '<blockquote>said</blockquote>',
        '<table><th>a</th><th>b</th><td>1</td><td>2</td></table>',
        '<pre><script>*x*</script></pre>',
      ].join(''),
    );
  });

  test('tell which button was pressed', async () => {
    const { page: own, gestures } = await open({ state: withMessages(fromApp(NEWER)) });
    await own.getByRole('button', { name: 'Good, it was useful' }).click();
    await own.getByRole('button', { name: 'Bad' }).click();
    await own.getByRole('button', { name: 'Open RunInstances' }).click();

    await expect
      .poll(() => gestures)
      .toMatchObject([
        { do: 'click', blockId: 'verdict', actionId: 'useful', value: 'good' },
        { do: 'click', blockId: 'verdict', actionId: 'useful', value: 'bad' },
        { do: 'click', blockId: 'calls', actionId: 'open' },
      ]);
  });
});
