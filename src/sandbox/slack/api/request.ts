import { parse } from 'node:querystring';
import { isObject } from '../../../model/json.ts';
import { parseJson } from '../world/json-fields.ts';
import { Refusal } from '../world/refusal.ts';

/** An HTTP request to a method, body unread. */
export interface ApiRequest {
  readonly verb: string;
  readonly query: string;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

interface ReadRequest {
  readonly args: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
}

const CHARSETS = ['utf-8', 'utf8', 'iso-8859-1'];

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
}

function formToken(args: Readonly<Record<string, unknown>>): string | undefined {
  return typeof args['token'] === 'string' && args['token'] !== '' ? args['token'] : undefined;
}

/**
 * Arguments and token of a call: https://docs.slack.dev/apis/web-api#basics. A token counts in the header or as a form
 * argument, never inside JSON. Codes as in the list of errors that every method page repeats.
 * @throws Refusal `missing_post_type`, `invalid_post_type`, `invalid_charset`, `invalid_form_data`, `invalid_json`, `json_not_object`.
 */
export function readRequest({ verb, query, contentType, authorization, body }: ApiRequest): ReadRequest {
  const inQuery = { ...parse(query) };
  const header = bearer(authorization);
  if (verb === 'GET' || body === '') return { args: inQuery, token: header ?? formToken(inQuery) };
  if (contentType === undefined) throw new Refusal('missing_post_type');
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (charset !== undefined && !CHARSETS.includes(charset)) throw new Refusal('invalid_charset');
  if (type === 'application/json') {
    const value = parseJson(body);
    if (value === undefined) throw new Refusal('invalid_json');
    if (!isObject(value)) throw new Refusal('json_not_object');
    return { args: { ...inQuery, ...value }, token: header };
  }
  // Multipart carries files, which the sandbox has none of.
  if (type === 'multipart/form-data') throw new Refusal('invalid_form_data');
  if (type !== 'application/x-www-form-urlencoded') throw new Refusal('invalid_post_type');
  const args = { ...inQuery, ...parse(body) };
  return { args, token: header ?? formToken(args) };
}
