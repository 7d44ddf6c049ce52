import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { expect } from 'vitest';
import type { SandboxMessage, SandboxView } from '../../src/sandbox/contract.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { World } from '../../src/sandbox/world.ts';
import { eventually } from '../support/eventually.ts';

/** All that people in Slack see and do, whatever AWS is behind it. */
type Workspace = Pick<World, 'slack' | 'alerts'>;

/** Dave's key launches graphics instances: what the scenario of the sandbox does, in one call. Gives their ids. */
export async function launchWithLeakedKey(world: World, count: number): Promise<readonly string[]> {
  const ec2 = new EC2Client({
    endpoint: world.aws.url,
    region: world.aws.demo.region,
    credentials: world.aws.demo.credentials.dave,
  });
  const { Instances: instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: world.aws.demo.imageId,
      InstanceType: 'p3.8xlarge',
      MinCount: count,
      MaxCount: count,
    }),
  );
  ec2.destroy();
  return instances.map((instance) => instance.InstanceId ?? '');
}

/** Messages of the alerts channel that a person sees, oldest first. */
export function channelMessages(world: Workspace): readonly SandboxMessage[] {
  return world.slack
    .snapshot()
    .messages.filter((message) => message.channel === world.alerts && message.visibleTo === undefined);
}

/** What only this person sees. */
export function whispers(world: Workspace, user: string): readonly SandboxMessage[] {
  return world.slack.snapshot().messages.filter((message) => message.visibleTo === user);
}

/** Everything that a message says, as text. */
export function said(message: SandboxMessage | undefined): string {
  return JSON.stringify([message?.text, message?.blocks]);
}

export function card(world: Workspace): SandboxMessage | undefined {
  return channelMessages(world).find((message) => message.threadTs === undefined);
}

/** The request's message in the thread. */
export function requestMessage(world: Workspace): SandboxMessage | undefined {
  return channelMessages(world).find((message) => message.metadata?.['event_type'] === 'trailbolt_request');
}

export function button(
  message: SandboxMessage | undefined,
  actionId: string,
): { readonly value: string; readonly label: string } | undefined {
  for (const block of message?.blocks ?? []) {
    const elements = Array.isArray(block['elements']) ? (block['elements'] as readonly Record<string, unknown>[]) : [];
    const found = elements.find((element) => element['action_id'] === actionId);
    if (found !== undefined)
      return { value: String(found['value']), label: String((found['text'] as { text?: string }).text) };
  }
  return undefined;
}

/** Presses a button on a message as a person; a confirmation is answered with yes. */
export async function press(world: Workspace, user: string, message: SandboxMessage | undefined, actionId: string) {
  if (message === undefined) throw new Error(`There is no message with ${actionId}.`);
  return world.slack.gesture({
    do: 'click',
    user,
    channel: message.channel,
    ts: message.ts,
    actionId,
    confirmed: true,
  });
}

/** The plan modal that a person has open, once it is filled. */
export async function planModal(world: Workspace, user: string): Promise<SandboxView> {
  return eventually(() => {
    const view = world.slack
      .snapshot()
      .views.find((candidate) => candidate.user === user && candidate.view['callback_id'] === 'request.create');
    expect(view).toBeDefined();
    return view as SandboxView;
  });
}

/** From the card to a request that waits for approval. */
export async function askToTerminate(world: Workspace, reason = 'Not ours, mining'): Promise<SandboxMessage> {
  const shown = await eventually(() => {
    expect(button(card(world), 'open.plan.0')).toBeDefined();
    return card(world);
  });
  expect(await press(world, PEOPLE.rana, shown, 'open.plan.0')).toMatchObject({ ok: true });
  const modal = await planModal(world, PEOPLE.rana);
  const answer = await world.slack.gesture({
    do: 'submit',
    user: PEOPLE.rana,
    viewId: modal.id,
    values: { ...chosenTargets(modal), reason: { text: { type: 'plain_text_input', value: reason } } },
  });
  expect(answer).toMatchObject({ ok: true });
  return eventually(() => {
    expect(button(requestMessage(world), 'request.approve')).toBeDefined();
    return requestMessage(world) as SandboxMessage;
  });
}

/** The checkboxes as they are preset, where the modal has any. */
export function chosenTargets(
  modal: SandboxView,
): Record<string, Record<string, { type: string; selected_options: never }>> {
  const blocks = modal.view['blocks'] as readonly { block_id?: string; element?: { initial_options?: unknown } }[];
  const choice = blocks.find((block) => block.block_id === 'targets');
  if (choice === undefined) return {};
  return { targets: { ids: { type: 'checkboxes', selected_options: choice.element?.initial_options as never } } };
}

export function stateOf(world: World, instance: string): string | undefined {
  return world.aws.snapshot().instances.find((candidate) => candidate.id === instance)?.state;
}
