import type { GestureResult, SlackGesture } from '../../contract.ts';
import { clickMessage } from './click-message.ts';
import { clickView } from './click-view.ts';
import { closeView } from './close.ts';
import { openHome, say } from './events.ts';
import { globalShortcut, messageShortcut } from './shortcut.ts';
import { slashCommand } from './slash.ts';
import { CannotDo, type Stage } from './stage.ts';
import { submitView } from './submit.ts';

async function perform(stage: Stage, gesture: SlackGesture): Promise<GestureResult> {
  switch (gesture.do) {
    case 'click':
      return clickMessage(stage, gesture);
    case 'click-in-view':
      return clickView(stage, gesture);
    case 'submit':
      return submitView(stage, gesture);
    case 'close':
      return closeView(stage, gesture);
    case 'slash':
      return slashCommand(stage, gesture);
    case 'message-shortcut':
      return messageShortcut(stage, gesture);
    case 'global-shortcut':
      return globalShortcut(stage, gesture);
    case 'say':
      return say(stage, gesture);
    case 'open-home':
      return openHome(stage, gesture);
    default:
      return gesture satisfies never;
  }
}

/** Does what a person does. What the client would not let them do is a result, not an error. */
export async function performGesture(stage: Stage, gesture: SlackGesture): Promise<GestureResult> {
  try {
    return await perform(stage, gesture);
  } catch (error) {
    if (error instanceof CannotDo) return error.result();
    throw error;
  }
}
