import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offered, subjectOf, subjectsIn, subjectsOf, valueOf } from '../../src/slack/subjects.ts';
import { leakedKey } from '../blocks/samples.ts';

const in_ = (text: string) => subjectsIn({ text }).subjects.map(({ about, term }) => `${about} ${term}`);

describe('what can be looked up in a message', () => {
  it.each([
    ['a user', 'arn:aws:iam::111122223333:user/dave did it', ['who arn:aws:iam::111122223333:user/dave']],
    [
      'a session',
      'see arn:aws:sts::111122223333:assumed-role/Admin/ana@example.com.',
      ['who arn:aws:sts::111122223333:assumed-role/Admin/ana@example.com'],
    ],
    ['a bucket', 'in arn:aws:s3:::logs-of-prod, please', ['resource arn:aws:s3:::logs-of-prod']],
    ['an ARN of another partition', 'arn:aws-us-gov:s3:::x', ['resource arn:aws-us-gov:s3:::x']],
    [
      'an instance within its ARN, once',
      'arn:aws:ec2:eu-central-1:111122223333:instance/i-0123456789abcdef0',
      ['resource arn:aws:ec2:eu-central-1:111122223333:instance/i-0123456789abcdef0'],
    ],
    ['an access key', 'key AKIAIOSFODNN7EXAMPLE leaked', ['key AKIAIOSFODNN7EXAMPLE']],
    [
      'ids, in their order',
      'sg-0aa11bb22 of i-0123456789abcdef0',
      ['resource sg-0aa11bb22', 'resource i-0123456789abcdef0'],
    ],
    ['an event', 'A0B1C2D3-0000-4000-8000-00000000000f', ['event a0b1c2d3-0000-4000-8000-00000000000f']],
    ['an address', 'from 203.0.113.77, twice 203.0.113.77', ['ip 203.0.113.77']],
    ['an address with a port or a network', '203.0.113.77:22 203.0.113.78/32', ['ip 203.0.113.77', 'ip 203.0.113.78']],
    ['an address that Slack made a link of', '<http://203.0.113.77|203.0.113.77>', ['ip 203.0.113.77']],
    ['an IPv6 address', 'from 2001:db8::7 today', ['ip 2001:db8::7']],
    ['the root user', 'arn:aws:iam::111122223333:root', ['who arn:aws:iam::111122223333:root']],
    [
      'addresses that are written so that nobody follows them',
      '203[.]0[.]113[.]7, 203(.)0(.)113(.)8, 203[dot]0[dot]113[dot]9, 203\\.0\\.113\\.10, 203.0.113[.]11, 2001[:]db8[:][:]7',
      ['ip 203.0.113.7', 'ip 203.0.113.8', 'ip 203.0.113.9', 'ip 203.0.113.10', 'ip 203.0.113.11', 'ip 2001:db8::7'],
    ],
    ['an address in a link that nobody follows', 'hxxp://203[.]0[.]113[.]7/x.sh', ['ip 203.0.113.7']],
    ['an address in brackets', '(203.0.113.7) [2001:db8::7]:443', ['ip 203.0.113.7', 'ip 2001:db8::7']],
    ['a mapped address', '::ffff:203.0.113.7', ['ip 203.0.113.7']],
    ['no time, version or hash', 'at 08:20:00 with 2.31.4 and de:ad:be:ef', []],
    ['no address that is nobody’s', '0.0.0.0/0 ::/0 ::1 127.0.0.1 300.1.1.1', []],
    ['nothing in plain words', 'hello &amp; goodbye', []],
  ])('%s', (_what, text, found) => {
    expect(in_(text)).toEqual(found);
  });

  it('stands in blocks and attachments, too, and not in what nobody reads', () => {
    const message = {
      text: '',
      ts: '203.0.113.1',
      blocks: [
        { type: 'section', block_id: 'i-0000000000000000a', text: { type: 'mrkdwn', text: 'i-0123456789abcdef0' } },
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'from 203.0.113.77' }] }],
        },
        { type: 'section', fields: [{ type: 'plain_text', text: 'vol-0123456789abcdef0' }] },
      ],
      attachments: [{ fallback: 'AKIAIOSFODNN7EXAMPLE', fields: [{ title: 'x', value: 'sg-0aa11bb22' }] }],
    };

    expect(
      subjectsIn(message)
        .subjects.map(({ term }) => term)
        .toSorted(),
    ).toEqual(['203.0.113.77', 'AKIAIOSFODNN7EXAMPLE', 'i-0123456789abcdef0', 'sg-0aa11bb22', 'vol-0123456789abcdef0']);
  });

  it('stands in messages of other apps, in what was passed on, and in names of files', () => {
    const message = {
      type: 'message',
      subtype: 'bot_message',
      bot_id: 'B0SIEM',
      text: '',
      thread_ts: '1700000000.000100',
      files: [
        {
          id: 'F1',
          name: 'i-0123456789abcdef1.log',
          title: 'Dump of i-0123456789abcdef2',
          preview: 'from 203.0.113.7',
        },
      ],
      attachments: [
        { author_name: 'arn:aws:iam::111122223333:user/dave', text: 'vol-0123456789abcdef0', footer: 'sg-0aa11bb22' },
        {
          from_url: 'https://example.com/i-0123456789abcdef3',
          message_blocks: [
            {
              message: {
                blocks: [
                  {
                    type: 'rich_text',
                    elements: [
                      {
                        type: 'rich_text_list',
                        elements: [
                          {
                            type: 'rich_text_section',
                            elements: [{ type: 'link', url: 'http://203.0.113.8', text: 'here' }],
                          },
                        ],
                      },
                    ],
                  },
                ],
              },
            },
          ],
        },
      ],
      blocks: [
        { type: 'image', alt_text: 'eni-0123456789abcdef0', image_url: 'https://example.com/x.png' },
        { type: 'table', rows: [[{ type: 'raw_text', text: 'AKIAIOSFODNN7EXAMPLE' }]] },
      ],
    };

    expect(
      subjectsIn(message)
        .subjects.map(({ term }) => term)
        .toSorted(),
    ).toEqual([
      '203.0.113.7',
      '203.0.113.8',
      'AKIAIOSFODNN7EXAMPLE',
      'arn:aws:iam::111122223333:user/dave',
      'eni-0123456789abcdef0',
      'i-0123456789abcdef1',
      'i-0123456789abcdef2',
      'i-0123456789abcdef3',
      'sg-0aa11bb22',
      'vol-0123456789abcdef0',
    ]);
  });

  it('is what a menu holds; the rest is counted', () => {
    const many = Array.from({ length: 150 }, (_, index) => `203.0.113.${index + 1}`).join(' ');
    const long = `arn:aws:s3:::${'x'.repeat(190)}`;

    expect(subjectsIn({ text: many })).toMatchObject({ more: 50 });
    expect(in_(many)).toHaveLength(100);
    expect(subjectsIn({ text: long })).toEqual({ subjects: [], more: 1 });
  });

  it('is found in anything, however large or deep, and comes back from a menu as it went', () => {
    let deep: object = { text: 'i-0123456789abcdef0' };
    for (let depth = 0; depth < 5000; depth += 1) deep = { elements: [deep] };
    expect(subjectsIn({ blocks: [deep] })).toEqual({ subjects: [], more: 0 });
    fc.assert(
      fc.property(fc.anything(), fc.string({ unit: 'binary' }), (message, text) => {
        subjectsIn(message);
        for (const subject of subjectsIn({ text: `${text} 203.0.113.77 ${text}`.repeat(50), blocks: message }).subjects)
          expect(subjectOf(valueOf(subject))).toEqual(subject);
      }),
    );
  });

  it.each(['', 'who:', 'nobody:dave', 'dave', `who:${'x'.repeat(141)}`])('%j stands for nothing', (value) => {
    expect(subjectOf(value)).toBeUndefined();
  });
});

describe('what can be looked up of a case', () => {
  const ACCOUNT = 'arn:aws:iam::111122223333';
  const targets = [
    { type: 'AWS::S3::Bucket', id: 'customer-exports', region: 'us-east-1' },
    { type: 'AWS::S3::Object', id: 'customer-exports/2026/all.csv', region: 'us-east-1' },
    { type: 'AWS::IAM::User', id: 'backup', region: 'us-east-1' },
    { type: 'AWS::IAM::User', id: 'dave', arn: `${ACCOUNT}:user/dave`, region: 'us-east-1' },
    { type: 'AWS::IAM::AccessKey', id: 'AKIAIOSFODNN7EXAMPLE', region: 'us-east-1' },
  ];

  it('are buckets, objects, users and keys by their names, which no text gives away', () => {
    const offers = offered(
      subjectsIn({ text: 'from 203.0.113.7' }),
      subjectsOf({ ...leakedKey, targets, records: [] }),
    );

    expect(offers).toEqual({
      subjects: [
        { about: 'ip', term: '203.0.113.7' },
        { about: 'who', term: leakedKey.actor.root.id },
        { about: 'resource', term: 'customer-exports' },
        { about: 'resource', term: 'customer-exports/2026/all.csv' },
        { about: 'who', term: 'backup' },
        { about: 'who', term: `${ACCOUNT}:user/dave` },
        { about: 'key', term: 'AKIAIOSFODNN7EXAMPLE' },
      ].filter(({ term }, index, all) => all.findIndex((other) => other.term === term) === index),
      more: 0,
    });
  });

  it('is offered once, and counted where it is too long or too much for a menu', () => {
    const many = Array.from({ length: 150 }, (_, index) => ({
      type: 'AWS::S3::Bucket',
      id: `b-${index}`,
      region: 'x',
    }));
    const long = { type: 'AWS::S3::Object', id: 'k'.repeat(200), region: 'x' };
    const { subjects, more } = offered(
      subjectsIn({ text: '' }),
      subjectsOf({ ...leakedKey, records: [], targets: [...many, ...many, long] }),
    );

    expect(subjects).toHaveLength(100);
    expect(more).toBe(52);
  });
});
