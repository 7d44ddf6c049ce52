import { redactPatterns } from '../../alert/secret-patterns.ts';
import { accountOf, actorOf } from '../../model/actor-of.ts';
import type { Correlated, FirstSeen, Match } from '../../model/match.ts';

/** What a match prints as: the fields that people and scripts go on with; null where the record does not say. */
export interface PrintedMatch {
  readonly rule: { readonly id: string; readonly title: string; readonly level: string };
  readonly eventID: string | null;
  readonly eventTime: string | null;
  readonly eventName: string | null;
  readonly eventSource: string | null;
  readonly account: string | null;
  readonly region: string | null;
  /** Id of the root actor: an ARN where there is one. */
  readonly actor: string | null;
  readonly errorCode: string | null;
  readonly file: string;
  /** Of a correlation: what the records have in common, what was measured of them, and which they are. */
  readonly correlated?: Pick<Correlated, 'group' | 'value' | 'count' | 'records'>;
  /** Of a rule with `first_seen`: what was new, and in which group. */
  readonly firstSeen?: Pick<FirstSeen, 'group' | 'values'>;
}

export function printedMatch({ rule, sourced, correlated, firstSeen }: Match): PrintedMatch {
  const { record, provenance } = sourced;
  const text = (field: string): string | null => {
    const value = record[field];
    return typeof value === 'string' ? redactPatterns(value) : null;
  };
  const actor = actorOf(record).root.id;
  return {
    rule: { id: rule.id, title: rule.title, level: rule.level },
    eventID: text('eventID'),
    eventTime: text('eventTime'),
    eventName: text('eventName'),
    eventSource: text('eventSource'),
    account: accountOf(record) ?? null,
    region: text('awsRegion'),
    actor: actor === 'unknown' ? null : redactPatterns(actor),
    errorCode: text('errorCode'),
    file: provenance.key ?? '',
    ...(correlated === undefined ? {} : { correlated: partOf(correlated) }),
    ...(firstSeen === undefined
      ? {}
      : { firstSeen: { group: shown(firstSeen.group), values: shown(firstSeen.values) } }),
  };
}

function partOf({ group, value, count, records }: Correlated): NonNullable<PrintedMatch['correlated']> {
  return { group: shown(group), value, count, records };
}

/** Values of a record's fields by their names, without the secrets that show by their form. */
function shown(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactPatterns(value)]));
}

/** JSON on one line. Records are hostile: what a terminal would obey, and JSON would leave as is, is escaped. */
export function jsonOf(match: PrintedMatch): string {
  return JSON.stringify(match).replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

type Column = { readonly title: string; readonly width: number; readonly of: (match: PrintedMatch) => string | null };

/** Widths are fixed, so that matches can be printed as they come. */
const COLUMNS: readonly Column[] = [
  { title: 'TIME', width: 20, of: (match) => match.eventTime },
  { title: 'LEVEL', width: 13, of: (match) => match.rule.level },
  { title: 'ACCOUNT', width: 12, of: (match) => match.account },
  { title: 'REGION', width: 14, of: (match) => match.region },
  { title: 'ACTOR', width: 44, of: (match) => match.actor },
  { title: 'EVENT', width: 28, of: (match) => match.eventName },
  { title: 'RULE', width: 60, of: (match) => match.rule.title },
];

export const TABLE_HEADER = tableRow(COLUMNS.map(({ title }) => title));

export function tableLine(match: PrintedMatch): string {
  return tableRow(COLUMNS.map(({ of }) => of(match) ?? '-'));
}

function tableRow(cells: readonly string[]): string {
  const fitted = COLUMNS.map(({ width }, index) => {
    const characters = Array.from(visible((cells[index] ?? '').slice(0, 4 * width)));
    const cut = characters.length > width ? [...characters.slice(0, width - 1), '…'] : characters;
    return cut.join('') + ' '.repeat(width - cut.length);
  });
  return `${fitted.join('  ').trimEnd()}\n`;
}

/** Control and formatting characters made visible: no record may steer the terminal that it is shown on. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
