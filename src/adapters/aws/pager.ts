import { describeError, TrailboltError } from '../../errors.ts';
import type { Page, Pager } from '../../ports/pager.ts';

/** Subjects may be 100 characters of ASCII without line breaks. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT = 100;

/** Pages as JSON (`trailbolt.page/1`) on an SNS topic. A FIFO topic drops what comes twice within five minutes. */
export function createPager(): Pager {
  return {
    async page(topicArn, page) {
      const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
      const region = topicArn.split(':')[3] ?? '';
      const client = new SNSClient({ region });
      try {
        await client.send(
          new PublishCommand({
            TopicArn: topicArn,
            Subject: subjectOf(page),
            Message: JSON.stringify({ schema: 'trailbolt.page/1', ...page }),
            MessageAttributes: {
              severity: { DataType: 'String', StringValue: page.level },
              case: { DataType: 'String', StringValue: page.case },
            },
            ...(topicArn.endsWith('.fifo') ? { MessageGroupId: page.case, MessageDeduplicationId: page.id } : {}),
          }),
        );
      } catch (cause) {
        throw new TrailboltError(
          'pager.unavailable',
          `The pager topic did not take the page: ${describeError(cause)}`,
          {
            cause,
          },
        );
      } finally {
        client.destroy();
      }
    },
  };
}

function subjectOf({ level, title, actor }: Page): string {
  return `${level}: ${title} (${actor})`
    .replace(/[^\x20-\x7e]+/g, '?')
    .slice(0, SUBJECT)
    .trim();
}
