import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';

/**
 * Selectors as the API takes them, from its own answer or from a record, which differ in how names begin; undefined where
 * neither kind is there. What was left out has CloudTrail's defaults (API_EventSelector).
 */
export function readSelectors(answer: unknown): JsonObject | undefined {
  if (!isObject(answer)) return undefined;
  const all = upper(answer) as Readonly<Record<string, unknown>>;
  const advanced = listOf(all['AdvancedEventSelectors']);
  if (advanced.length > 0) return { AdvancedEventSelectors: advanced };
  const basic = listOf(all['EventSelectors']);
  if (basic.length === 0) return undefined;
  return {
    EventSelectors: basic.map((selector) => ({
      ReadWriteType: 'All',
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: [],
      ...selector,
    })),
  };
}

/** The value of {@link readSelectors} as the input of a call. */
export function asInput(value: JsonObject): {
  readonly EventSelectors?: EventSelector[];
  readonly AdvancedEventSelectors?: AdvancedEventSelector[];
} {
  return value;
}

/** What a trail records, in words. */
export function selectedInWords(value: JsonObject): string {
  const advanced = listOf(value['AdvancedEventSelectors']);
  if (advanced.length > 0) {
    const names = advanced.map((one) => (typeof one['Name'] === 'string' ? one['Name'].slice(0, 60) : 'unnamed'));
    return `${advanced.length} advanced selector${advanced.length === 1 ? '' : 's'}: ${names.slice(0, 5).join(', ')}`;
  }
  const basic = listOf(value['EventSelectors']);
  const management = basic.filter((one) => one['IncludeManagementEvents'] !== false);
  const types = new Set(management.map((one) => one['ReadWriteType']));
  const calls = types.has('All') || types.size > 1 ? 'all' : types.has('WriteOnly') ? 'writing' : 'reading';
  const data = [
    ...new Set(basic.flatMap((one) => listOf(one['DataResources']).flatMap(({ Type: type }) => texts(type)))),
  ];
  const excluded = [...new Set(management.flatMap((one) => texts(one['ExcludeManagementEventSources'])))];
  return [
    management.length === 0 ? 'no management events' : `${calls} management events`,
    ...(excluded.length === 0 ? [] : [`without ${excluded.join(', ')}`]),
    data.length === 0 ? 'no data events' : `data events of ${data.join(', ')}`,
  ].join(', ');
}

function texts(value: Json | undefined): readonly string[] {
  return [value ?? []].flat().filter((one) => typeof one === 'string');
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((one): one is JsonObject => isObject(one)) : [];
}

/** Members' names with a capital, and nothing that is not there. */
function upper(value: unknown): Json {
  if (Array.isArray(value)) return value.map(upper);
  if (!isObject(value)) return (value ?? null) as Json;
  const members = Object.entries(value).filter(([, one]) => one !== undefined && one !== null);
  return Object.fromEntries(members.map(([key, one]) => [key.charAt(0).toUpperCase() + key.slice(1), upper(one)]));
}
