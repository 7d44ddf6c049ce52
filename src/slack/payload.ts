import { TrailboltError } from '../errors.ts';
import { isObject } from '../model/json.ts';
import type { SignedRequest } from '../model/job.ts';

export type Payload = Readonly<Record<string, unknown>>;

const CONTENT_TYPES: readonly unknown[] = ['application/json', 'application/x-www-form-urlencoded'];

/**
 * The body of a request from Slack as an object: JSON for events, a form for commands, JSON inside a form for
 * interactions. Which of them it is, the body says itself: Slack's signature does not cover the content type, so the
 * header may keep a request out, but never choose how it is read.
 * @throws TrailboltError `slack.malformed` naming what was expected.
 */
export function parsePayload(request: Pick<SignedRequest, 'body' | 'contentType'>): Payload {
  const { body, contentType } = request;
  if (!CONTENT_TYPES.includes(contentType.split(';', 1)[0]?.trim().toLowerCase()))
    throw new TrailboltError('slack.malformed', 'Expected application/json or application/x-www-form-urlencoded.');
  if (body.trimStart().startsWith('{')) return jsonObject(body);
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  if (payload !== null) return jsonObject(payload);
  if (form.get('command')?.startsWith('/') === true) return Object.fromEntries(form);
  throw new TrailboltError('slack.malformed', 'Expected a JSON object or a form with `payload` or `command`.');
}

function jsonObject(source: string): Payload {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    // The parser's message quotes what it read, and what people type is not for the log.
    throw new TrailboltError('slack.malformed', 'Expected JSON.');
  }
  if (!isObject(value)) throw new TrailboltError('slack.malformed', 'Expected a JSON object.');
  return value;
}

/** A string at a path, or undefined. */
export function text(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  let current: unknown = value;
  for (const part of path) {
    if (Array.isArray(current) && typeof part === 'number') current = current[part];
    else if (isObject(current)) current = current[part];
    else return undefined;
  }
  return typeof current === 'string' ? current : undefined;
}

/** The Slack user who did it. */
export function personIn(payload: Payload): string | undefined {
  return userId(text(payload, 'user', 'id') ?? text(payload, 'user_id') ?? text(payload, 'event', 'user'));
}

/** The id of a user, if it is one. */
export function userId(id: string | undefined): string | undefined {
  return id !== undefined && /^[UW][A-Z0-9]{1,30}$/.test(id) ? id : undefined;
}

/** The identity of a submission: a modal does its work once, however often its submission arrives. */
export function submissionKey(view: Payload, key: string): string {
  const id = text(view, 'id');
  return id !== undefined && /^V[A-Z0-9]{1,30}$/.test(id) ? id.toLowerCase() : key;
}

/** What was asked for, by the id that it came with: also where nothing is known of it. */
export function unitIdOf(payload: Payload): string {
  return (
    text(payload, 'actions', 0, 'action_id') ??
    text(payload, 'view', 'callback_id') ??
    text(payload, 'callback_id') ??
    text(payload, 'command') ??
    text(payload, 'event', 'type') ??
    'unknown'
  );
}

/** The workspaces that a payload speaks of: where the app is installed and where it happened. */
export function teamsOf(payload: Payload): readonly string[] {
  const teams = [
    text(payload, 'team', 'id'),
    text(payload, 'team_id'),
    text(payload, 'view', 'app_installed_team_id'),
    text(payload, 'user', 'team_id'),
  ];
  return teams.filter((team) => team !== undefined);
}
