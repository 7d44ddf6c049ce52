/** What a pager is told of a case. The same id is the same page, however often it comes. */
export interface Page {
  readonly id: string;
  readonly case: string;
  readonly level: string;
  readonly title: string;
  readonly actor: string;
  readonly account: string;
  /** Since when the case is critical and unacknowledged, ISO 8601. */
  readonly since: string;
  /** The case's card, where it has one. */
  readonly link: string | undefined;
}

/** The topic that wakes people, apart from Slack. */
export interface Pager {
  /** @throws TrailboltError `pager.unavailable` where the topic has not taken it, as far as is known. */
  page(topicArn: string, page: Page): Promise<void>;
}
