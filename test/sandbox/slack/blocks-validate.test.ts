import { expect, test } from 'vitest';
import { section, mrkdwn } from './layouts.ts';
import { plain, refusal, webClient, workspace } from './support.ts';

async function validate(args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const slack = await workspace();
  return { ...(await webClient(slack, '').apiCall('blocks.validate', args)) };
}

test('blocks.validate takes blocks, a view or a message, without a token', async () => {
  const view = { type: 'modal', title: plain('t'), blocks: [section()] };

  expect(await validate({ blocks: [section()] })).toMatchObject({ ok: true });
  expect(await validate({ view })).toMatchObject({ ok: true });
  expect(await validate({ view: { type: 'home', blocks: [section()] } })).toMatchObject({ ok: true });
  expect(await validate({ message: { blocks: [section()] } })).toMatchObject({ ok: true });
});

test('it tells each problem with code, pointer and what was expected', async () => {
  const { data } = await refusal(validate({ blocks: [section({ text: { type: 'invalid', text: 't' } })] }));

  expect(data).toMatchObject({ ok: false, error: 'invalid_blocks' });
  expect(data['errors']).toContainEqual({
    code: 'failed_constraint',
    message: 'unsupported type: invalid',
    pointer: '/0/text/type',
    constraint: { type: 'enum', expected: ['plain_text', 'mrkdwn'] },
  });
});

test('a pointer begins at the subject', async () => {
  const { data } = await refusal(
    validate({ message: { blocks: [section({ text: mrkdwn('') }), { type: 'header' }] } }),
  );

  expect(data['errors']).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ pointer: '/blocks/0/text/text', message: 'must be more than 0 characters' }),
      expect.objectContaining({ pointer: '/blocks/1', code: 'missing_field', field: 'text' }),
    ]),
  );
});

test.each([[{}], [{ blocks: [section()], message: { blocks: [] } }]])('exactly one subject: %j', async (args) => {
  const { data } = await refusal(validate(args));

  expect(data).toMatchObject({
    error: 'invalid_arguments',
    response_metadata: { messages: ['must provide exactly one of `blocks`, `view`, or `message`'] },
  });
});
