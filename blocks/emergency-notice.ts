import type { ActionRequest } from '../src/model/request.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { targetCodes, targetNames } from './request-line.ts';
import { footnote, paragraph, rich, sentence } from './text.ts';

export interface EmergencyNotice {
  readonly request: ActionRequest;
  readonly account: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly reason: string;
}

/** What an emergency stands in for. */
function usually({ quorum }: ActionRequest): string {
  return quorum > 1
    ? `Otherwise ${quorum} people would have had to approve it.`
    : 'Otherwise somebody whom the policy lists for it would have had to approve it.';
}

/** What the second channel and the case's thread are told when somebody approved alone. */
export function emergencyNotice({ request, account, by, reason }: EmergencyNotice): ChatMessage {
  const { plan } = request;
  const where = `${account}, ${plan.region}`;
  return {
    text: sentence(
      `Emergency: ${by.name} approved alone to ${plan.action.title.toLowerCase()} ${targetNames(plan)} in ${where}: “${reason}”`,
    ),
    blocks: [
      paragraph(
        rich.bold('Emergency: '),
        rich.user(by.id),
        rich.text(` approved alone: ${plan.action.title.toLowerCase()} `),
        ...targetCodes(plan),
        rich.text(` in ${where}.`, 150),
      ),
      paragraph(rich.bold('Reason '), rich.text(`“${reason}”`, 600)),
      footnote(`${usually(request)} Request ${request.id} · /trail freeze stops it.`),
    ],
  };
}
