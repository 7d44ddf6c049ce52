import type { JsonObject } from '../../../model/json.ts';

/** What Slack answers instead of doing what it was asked. */
export class Refusal extends Error {
  readonly code: string;
  /** Sentences for `response_metadata.messages`, without `[ERROR]`. */
  readonly details: readonly string[];
  /** Further fields of the answer, e.g. `needed` of `missing_scope`. */
  readonly fields: JsonObject;

  constructor(code: string, details: readonly string[] = [], fields: JsonObject = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
    this.fields = fields;
  }
}
