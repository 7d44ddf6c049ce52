import type { AutomationStory } from '../src/model/automation-story.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { targetCodes, targetNames } from './request-line.ts';
import { bulletList, clip, paragraph, rich, sentence } from './text.ts';

/** What a case's thread, and where something will happen the channel, is told of an automation. */
export function automationNote(story: AutomationStory): ChatMessage {
  const name = clip(story.automation, 60);
  if (story.kind === 'left') {
    const words = `Automation ${name} leaves alone`;
    return {
      text: sentence(`${words} ${story.left.map(({ id }) => id).join(', ')}.`),
      blocks: [
        paragraph(rich.text(`${words}:`)),
        {
          type: 'rich_text',
          elements: [
            bulletList(story.left.slice(0, 10).map(({ id, why }) => [rich.code(id, 80), rich.text(`: ${why}.`, 300)])),
          ],
        },
      ],
    };
  }
  const what = `${story.plan.action.title.toLowerCase()} ${targetNames(story.plan)}`;
  switch (story.kind) {
    case 'rehearsed':
      return {
        text: sentence(`Rehearsal: automation ${name} would now ${what}. An admin can arm it.`),
        blocks: [
          paragraph(
            rich.bold('Rehearsal '),
            rich.text(`Automation ${name} would now ${story.plan.action.title.toLowerCase()} `, 200),
            ...targetCodes(story.plan),
            rich.text('. Nothing is done: an admin can arm it with /trail automations.'),
          ),
        ],
      };
    case 'announced':
      return {
        text: sentence(`Automation ${name} will ${what} unless somebody holds it.`),
        blocks: [
          paragraph(
            rich.text(`Automation ${name} will ${story.plan.action.title.toLowerCase()} `, 200),
            ...targetCodes(story.plan),
            rich.text(' at '),
            rich.date(story.startsAt, '{time_secs}'),
            rich.text(' unless somebody presses Hold on the card.'),
          ),
        ],
      };
    case 'held':
      return {
        text: sentence(`Held: automation ${name} does not ${what} by itself any more.`),
        blocks: [
          paragraph(
            rich.bold('Held '),
            rich.text('by '),
            rich.user(story.by),
            rich.text(' '),
            rich.date(story.at, '{time_secs}'),
            rich.text(`. Automation ${name} does not ${story.plan.action.title.toLowerCase()} `, 200),
            ...targetCodes(story.plan),
            rich.text(' by itself any more: it waits for approval in this thread.'),
          ),
        ],
      };
    case 'started':
      return {
        text: sentence(`Automation ${name} has begun to ${what}; nobody held it.`),
        blocks: [
          paragraph(
            rich.text(`Automation ${name} has begun to ${story.plan.action.title.toLowerCase()} `, 200),
            ...targetCodes(story.plan),
            rich.text(' at '),
            rich.date(story.at, '{time_secs}'),
            rich.text('; nobody held it.'),
          ),
        ],
      };
    case 'asks':
      return {
        text: sentence(`Automation ${name} asks to ${what}: ${story.why}`),
        blocks: [
          paragraph(
            rich.text(`Automation ${name} asks to ${story.plan.action.title.toLowerCase()} `, 200),
            ...targetCodes(story.plan),
            rich.text(` instead of doing it: ${story.why}`, 400),
          ),
        ],
      };
    case 'ended':
      return {
        text: sentence(`Automation ${name}: ${what} – ${story.outcome}`),
        blocks: [
          paragraph(
            rich.text(`Automation ${name}: ${story.plan.action.title.toLowerCase()} `, 200),
            ...targetCodes(story.plan),
            rich.text(` – ${story.outcome}`, 600),
          ),
        ],
      };
  }
}
