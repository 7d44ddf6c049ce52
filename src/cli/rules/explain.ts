import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { derivedFields } from '../../detect/derived-fields.ts';
import { hasFirstSeen, namedIn, seenBy } from '../../detect/first-seen/sightings.ts';
import type { FirstSeenRule } from '../../detect/first-seen/sightings.ts';
import { compile } from '../../detect/sigma/compile.ts';
import { explain as explainCondition } from '../../detect/sigma/explain.ts';
import type { Explanation } from '../../detect/sigma/explain.ts';
import type { SigmaRule } from '../../detect/sigma/types.ts';
import { visible } from '../scan/print.ts';
import { loadRules, WrongUse } from './command.ts';
import type { RulesContext } from './command.ts';
import { explainSequence } from './explain-sequence.ts';
import { firing } from './fires.ts';
import { cut, pairs } from './values.ts';

/**
 * `trailbolt rules explain <rule> <record>`: which parts of a rule hold for an event, with the values seen; or, of a list of
 * events, at which a rule that looks at several matches. Exit code 0 when the rule matches, 1 when it does not.
 */
export async function explain(context: RulesContext): Promise<number> {
  const [wanted, path, ...more] = context.positionals;
  if (wanted === undefined || path === undefined || more.length > 0) {
    throw new WrongUse('Expected a rule (id, name or file) and a file with one JSON event, or “-” for standard input.');
  }
  const { rule, rules } = await find(wanted, context);
  const events = await readEvents(path, context);
  const [event] = events;
  if (events.length !== 1) {
    if ('condition' in rule && !hasFirstSeen(rule)) {
      throw new WrongUse(`${path} holds ${events.length} events; expected one, as the rule looks at each alone.`);
    }
    return explainSequence({ rule, rules, parts: partsOf(rule, rules) }, events, context);
  }
  const news = hasFirstSeen(rule) ? newsOf(rule, event) : undefined;
  const matched = news === undefined ? (await firing(rules, [event])).has(rule.id) : news.length > 0;
  const parts = partsOf(rule, rules).map((part) => ({
    rule: { id: part.id, title: part.title },
    ...explainCondition(part.condition, event),
  }));
  if (context.format === 'ndjson') {
    const { id, title, level } = rule;
    await context.out.print(`${JSON.stringify({ rule: { id, title, level }, matched, firstSeen: news, parts })}\n`);
    return matched ? 0 : 1;
  }
  const lines = [`${rule.title} (${rule.id}) ${matched ? 'matches' : 'does not match'}.`];
  if ('correlation' in rule) {
    lines.push(
      `It correlates (${rule.correlation.type}) what these rules match; this shows one event alone; a list shows them together.`,
    );
  }
  lines.push(...(news === undefined ? [] : newsLines(news)));
  for (const part of parts) {
    lines.push('', ...('correlation' in rule ? [`${part.rule.title} (${part.rule.id})`] : []), ...tree(part, 0));
  }
  await context.out.print(`${lines.map(visible).join('\n')}\n`);
  return matched ? 0 : 1;
}

type News = ReturnType<typeof namedIn>;

/** What an event would bring, if its detection matches: whether that is new is not to be told of one event. */
function newsOf(rule: FirstSeenRule, event: unknown): readonly News[] {
  if (!compile(rule).matches(event)) return [];
  return seenBy(rule)(event, derivedFields(event)).map((seen) => namedIn(rule.firstSeen, seen));
}

function newsLines(news: readonly News[]): readonly string[] {
  if (news.length === 0) return ['The event brings no value that could be new.'];
  return [
    'It is a hit only where this is new:',
    ...news.map(({ group, values }) => `  ${pairs(values)} (in ${pairs(group)})`),
  ];
}

/** A rule by id, name or file; a file's rules are loaded for it. */
async function find(
  wanted: string,
  context: RulesContext,
): Promise<{ readonly rule: SigmaRule; readonly rules: readonly SigmaRule[] }> {
  const isFile = /\.ya?ml$/iu.test(wanted);
  const rules = isFile
    ? await loadRules({ ...context, rules: [...context.rules, wanted] }, basename(wanted))
    : await loadRules(context);
  const found = rules.filter(({ id, name, file, silent }) =>
    isFile ? file === wanted && silent !== true : id === wanted || name === wanted,
  );
  const [rule, ...others] = found;
  if (rule === undefined)
    throw new WrongUse(`There is no rule ${JSON.stringify(wanted)}; “trailbolt rules list” names them.`);
  if (others.length > 0) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new WrongUse(`${wanted} holds ${found.length} rules; expected one, or with --rules the id of one: ${ids}.`);
  }
  return { rule, rules };
}

async function readEvents(path: string, { stdin }: RulesContext): Promise<readonly unknown[]> {
  let event: unknown;
  try {
    event = JSON.parse(path === '-' ? await textOf(stdin) : await readFile(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    throw new WrongUse(`${path} cannot be read as JSON: ${reason}`);
  }
  const records =
    typeof event === 'object' && event !== null && 'Records' in event && Object.keys(event).length === 1
      ? event.Records
      : event;
  return Array.isArray(records) ? records : [records];
}

type DetectionRule = Extract<SigmaRule, { condition: unknown }>;

/** The rule itself, or the rules with a detection that a correlation builds on. */
function partsOf(rule: SigmaRule, rules: readonly SigmaRule[]): readonly DetectionRule[] {
  if ('condition' in rule) return [rule];
  const parts = new Set<DetectionRule>();
  const pending = [...rule.correlation.rules];
  for (let id = pending.shift(); id !== undefined; id = pending.shift()) {
    const found = rules.find((other) => other.id === id);
    if (found === undefined) continue;
    if ('condition' in found) parts.add(found);
    else pending.push(...found.correlation.rules);
  }
  return [...parts];
}

function tree({ holds, text, search, seen, of }: Explanation, depth: number): readonly string[] {
  const name = search === undefined ? '' : `${search}: `;
  const isNamed = (seen ?? []).length > 1 || (seen ?? []).some(({ field }) => !text.includes(field));
  const values = (seen ?? []).map(({ field, values: found }) => {
    const what = found === 'absent' ? 'absent' : found.length === 0 ? 'an empty list' : found.join(', ');
    return `${isNamed ? `${field} ` : ''}is ${cut(what)}`;
  });
  const shown = values.length === 0 ? '' : ` — ${values.join('; ')}`;
  const line = `${'  '.repeat(depth)}${holds ? '✓' : '✗'} ${name}${text}${shown}`;
  return [line, ...(of ?? []).flatMap((part) => tree(part, depth + 1))];
}
