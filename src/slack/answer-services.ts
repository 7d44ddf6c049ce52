import type { AlertRule } from '../model/alert.ts';
import type { Person } from '../model/person.ts';
import type { ChatMessage } from '../ports/chat.ts';

/** Answers to what people ask, and how they share them; `app` joins it to the stages. */
export interface AnswerServices {
  /** A case as its card shows it. @throws TrailboltError `case.missing`. */
  card(caseId: string): Promise<ChatMessage>;
  /** The rules at work. */
  rules(): Promise<readonly AlertRule[]>;
  /** Keeps an answer for a day, so that its person can share it. The same id again changes nothing. */
  keepAnswer(answer: {
    readonly id: string;
    readonly person: string;
    readonly message: ChatMessage;
    /** The thread that it belongs into, wherever it was shown. Absent: where it is shared from. */
    readonly thread?: string;
  }): Promise<void>;
  /**
   * Posts a kept answer for everybody, once for each place, and gives it. Not `fresh`: it stood there already.
   * @throws TrailboltError `answer.gone`, `answer.not-yours`, `answer.no-access` where Trailbolt may not post.
   */
  share(wish: {
    readonly id: string;
    readonly person: Person;
    readonly channel: string;
    readonly thread: string | undefined;
  }): Promise<{ readonly fresh: boolean; readonly message: ChatMessage }>;
}
