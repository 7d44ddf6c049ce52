import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Block, Inline } from '../../../src/sandbox/page/mrkdwn-nodes.ts';
import { parseMrkdwn } from '../../../src/sandbox/page/mrkdwn.ts';

/** A compact notation of the tree, so that a case reads in one line: `bold(x)`, `link(https://a: label)`. */
function show(node: Inline): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'style':
      return `${node.style}(${node.children.map(show).join('')})`;
    case 'code':
      return `code(${node.children.map(show).join('')})`;
    case 'link':
      return `link(${node.href}: ${node.children.map(show).join('')})`;
    case 'date':
      return `date(${node.seconds} ${node.format} ${node.fallback}${node.href === undefined ? '' : ` ${node.href}`})`;
    case 'emoji':
      return node.glyph;
    case 'broadcast':
      return `@!${node.range}`;
    case 'user':
    case 'channel':
    case 'usergroup':
      return `${node.kind}(${node.id}${node.label === undefined ? '' : ` ${node.label}`})`;
  }
}

function showBlock(block: Block): string {
  const inside = block.children.map(show).join('');
  return block.kind === 'paragraph' ? inside : `${block.kind}[${inside}]`;
}

const parsed = (text: string): string => parseMrkdwn(text).map(showBlock).join(' | ');

describe('styles', () => {
  test.each([
    ['*bold*', 'bold(bold)'],
    ['_it_', 'italic(it)'],
    ['~x~', 'strike(x)'],
    ['a *b c* d', 'a bold(b c) d'],
    ['*_both_*', 'bold(italic(both))'],
    ['_*~all~*_', 'italic(bold(strike(all)))'],
    ['(*bold*), "*bold*".', '(bold(bold)), "bold(bold)".'],
    ['*bold*: value', 'bold(bold): value'],
    ['*a* *b*', 'bold(a) bold(b)'],
    ['*a*\n*b*', 'bold(a)\nbold(b)'],
    ['*Größe*ß', '*Größe*ß'],
    ['*a & b*', 'bold(a & b)'],
    ['*&lt;b&gt;*', 'bold(<b>)'],
    ['&amp;*x*', '&bold(x)'],
    [':x:*x*:x:', '❌bold(x)❌'],
  ])('%j is %j', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  test.each([
    '2*3*4',
    'snake_case_name',
    '__init__',
    '* not bold *',
    '*open only',
    '**not bold**',
    '***',
    '**',
    '*line\nbreak*',
    'a*b*',
    '*b*a',
    '~/bin and ~/lib',
  ])('%j stays as it is', (text) => {
    expect(parsed(text)).toBe(text);
  });

  test('a style reaches from an opening mark to the nearest closing one', () => {
    expect(parsed('{"Action":"*","Resource":"*"}')).toBe('{"Action":"bold(","Resource":")"}');
  });
});

describe('code', () => {
  test.each([
    ['`code`', 'code(code)'],
    ['`*x* _y_ :x:`', 'code(*x* _y_ :x:)'],
    ['`a &lt; b &amp;&amp; c`', 'code(a < b && c)'],
    ['`s3:Get*` and `iam:*`', 'code(s3:Get*) and code(iam:*)'],
    ['don`t and can`t', 'don`t and can`t'],
    ['`open', '`open'],
    ['``', '``'],
    ['*`x`*', 'bold(code(x))'],
    ['```a\n  *b*```', 'pre[a\n  *b*]'],
    ['see\n```\n{ "a": 1 }\n```\nend', 'see | pre[{ "a": 1 }] | end'],
    ['```&lt;b&gt; &amp;amp;```', 'pre[<b> &amp;]'],
    ['```not closed', '```not closed'],
  ])('%j is %j', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  test('a mention that got into code unescaped is still one: nothing injected hides', () => {
    expect(parsed('`<!channel>`')).toBe('code(@!channel)');
    expect(parsed('```<!here> <@U1>```')).toBe('pre[@!here user(U1)]');
  });
});

describe('quotes', () => {
  test.each([
    ['> said', 'quote[said]'],
    ['&gt; said', 'quote[said]'],
    ['>said *loud*\n> again\nend', 'quote[said bold(loud)\nagain] | end'],
    ['a > b', 'a > b'],
    ['a\n>b\n\n>c', 'a | quote[b] |  | quote[c]'],
    ['>>> all\nthe > rest', 'quote[all\nthe > rest]'],
    ['&gt;&gt;&gt;all\nof it', 'quote[all\nof it]'],
  ])('%j is %j', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });
});

describe('what stands between < and >', () => {
  test.each([
    ['<https://a.example/x?y=1&amp;z=2|shown>', 'link(https://a.example/x?y=1&z=2: shown)'],
    ['<https://a.example>', 'link(https://a.example: https://a.example)'],
    ['<http://a.example|>', 'link(http://a.example: http://a.example)'],
    ['<mailto:sec@example.com|write>', 'link(mailto:sec@example.com: write)'],
    ['<mailto:sec@example.com>', 'link(mailto:sec@example.com: sec@example.com)'],
    [
      '<https://a.example|This message *is* a `link` :zap:>',
      'link(https://a.example: This message bold(is) a code(link) ⚡)',
    ],
    ['<https://a.example|see https://b.example>', 'link(https://a.example: see https://b.example)'],
    ['*<https://a.example|shown>*', 'bold(link(https://a.example: shown))'],
    ['_see <https://a.example/a_b_c|a>_', 'italic(see link(https://a.example/a_b_c: a))'],
    ['<@U0ANA>', 'user(U0ANA)'],
    ['<@W0ANA|ana>,', 'user(W0ANA ana),'],
    ['<#C01|general>', 'channel(C01 general)'],
    ['<#C01|>', 'channel(C01)'],
    ['<!here>', '@!here'],
    ['<!channel>', '@!channel'],
    ['<!everyone|everyone>', '@!everyone'],
    ['<!subteam^S01|@approvers>', 'usergroup(S01 @approvers)'],
    ['<!subteam^S01>', 'usergroup(S01)'],
    ['<!date^1700000000^{date} at {time}|later>', 'date(1700000000 {date} at {time} later)'],
    ['<!date^1700000000^{time}^https://a.example/|x>', 'date(1700000000 {time} x https://a.example/)'],
    ['<!date^soon^{time}|x>', 'date(NaN {time} x)'],
    ['<!date^1^{time}^javascript:alert(1)|x>', 'date(1 {time} x)'],
  ])('%j is %j', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  test.each([
    '<javascript:alert(1)|click>',
    '<data:text/html,x|click>',
    '<file:///etc/passwd|click>',
    '<JaVaScRiPt:alert(1)>',
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<!unknown|label>',
    '<@u0ana>',
    '<@>',
    '<>',
    '<https://a.example\n|x>',
    'a < b > c',
  ])('%j means nothing and stays as written', (text) => {
    expect(parseMrkdwn(text, { verbatim: true }).map(showBlock).join(' | ')).toBe(text);
  });

  test.each([
    ['&lt;!channel&gt;', '<!channel>'],
    [
      '&lt;@U1&gt; &lt;https://evil.example|aws.amazon.com&gt;',
      '<@U1> <link(https://evil.example: https://evil.example)|aws.amazon.com>',
    ],
    ['&amp;lt;!channel&amp;gt;', '&lt;!channel&gt;'],
    ['&quot;&#39;&nbsp;', '&quot;&#39;&nbsp;'],
    ['&amp;amp;', '&amp;'],
    ['&', '&'],
  ])('escaped %j is only text: %j', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });
});

describe('addresses on their own', () => {
  test.each([
    ['see https://a.example/b.', 'see link(https://a.example/b: https://a.example/b).'],
    ['(https://a.example/b)', '(link(https://a.example/b: https://a.example/b))'],
    ['https://a.example/?q=1&amp;r=2!', 'link(https://a.example/?q=1&r=2: https://a.example/?q=1&r=2)!'],
    ['&lt;https://a.example&gt;', '<link(https://a.example: https://a.example)>'],
    ['https://a.example/a_b_c', 'link(https://a.example/a_b_c: https://a.example/a_b_c)'],
    ['so does www.foo.com.', 'so does link(http://www.foo.com: www.foo.com).'],
  ])('%j becomes %j', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  test.each([
    'ftp://a.example',
    'javascript://a.example',
    'xhttp://a.example',
    'https://',
    'a.example',
    'www.',
    'www.foo',
    'awww.foo.com',
  ])('%j does not become a link', (text) => {
    expect(parsed(text)).toBe(text);
  });

  test('verbatim text objects keep them as text', () => {
    expect(parseMrkdwn('https://a.example', { verbatim: true })).toEqual([
      { kind: 'paragraph', children: [{ kind: 'text', text: 'https://a.example' }] },
    ]);
  });
});

describe('names with colons', () => {
  test.each([
    'arn:aws:s3:::bucket',
    'arn:aws:s3:::bucket/key:with:colons',
    'arn:aws:iam::123456789012:user/ana',
    'arn:aws-cn:ec2:cn-north-1:123456789012:instance/i-0abc',
    'ec2:RunInstances',
    '10:20:30',
    ':not_an_emoji_we_know:',
    '::',
    ':::',
  ])('%j stays whole', (text) => {
    expect(parsed(text)).toBe(text);
  });

  test.each([
    [':rotating_light: *Critical*', '🚨 bold(Critical)'],
    [':+1::skin-tone-3:', '👍🏼'],
    [':+1::skin-tone-9:', '👍:skin-tone-9:'],
    [':lock::key:', '🔒🔑'],
  ])('%j is %j', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });
});

test('a whole card line parses in one go', () => {
  expect(
    parsed('*<@U0RANA>* ran `ec2:RunInstances` in _eu-west-1_ &gt; <https://console.aws.amazon.com/|open> :warning:'),
  ).toBe(
    'bold(user(U0RANA)) ran code(ec2:RunInstances) in italic(eu-west-1) > link(https://console.aws.amazon.com/: open) ⚠️',
  );
});

test('text without markup comes back unchanged, whatever it is', () => {
  assert(
    property(
      string({ unit: 'binary' }).filter((text) => !/[<>&:*_~`]|http/.test(text)),
      (text) => {
        expect(parsed(text)).toBe(text);
      },
    ),
  );
});

test('escaped text never turns into a link, a mention or a date', () => {
  const hostile = array(
    constantFrom('<', '>', '!channel', '@U1', '#C1', '|', '^', 'javascript:', '&', ';', 'lt', '\n', '*', '`', ' '),
  );
  const kinds = (nodes: readonly Inline[]): string[] =>
    nodes.flatMap((node) => ('children' in node ? [node.kind, ...kinds(node.children)] : [node.kind]));

  assert(
    property(hostile, (parts) => {
      const escaped = parts.join('').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

      const found = new Set(parseMrkdwn(escaped).flatMap((block) => kinds(block.children)));

      expect([...found].filter((kind) => !['text', 'style', 'code'].includes(kind))).toEqual([]);
    }),
  );
});

test('long hostile text is parsed without blowing up', () => {
  const length = 40_000;
  const shapes = ['*a ', '_*~', '`', '<', '<a|', '&lt', ':a', '> ', 'http://', '```', '*a* '];

  const sizes = shapes.map((shape) => parsed(shape.repeat(length / shape.length)).length);

  expect(sizes.every((size) => size > 0)).toBe(true);
});
