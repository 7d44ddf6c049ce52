import { readDetection } from './detection.ts';
import type { Reading } from './detection.ts';
import { readLogsource, readMetadata } from './metadata.ts';
import { readReferences } from './references.ts';
import type { Directory, Reference } from './references.ts';
import type { Problems } from './problems.ts';
import type { SigmaDetectionRule, SigmaExpression, SigmaLogsource, SigmaMetadata, SigmaRule } from './types.ts';
import { entryOf } from './yaml.ts';
import type { YamlEntry, YamlMap } from './yaml.ts';

/** A filter as read; `rules` is undefined for all rules of the log source, written `any` or `all`. */
export interface Filter {
  readonly metadata: Pick<SigmaMetadata, 'id' | 'title'>;
  readonly logsource: SigmaLogsource;
  readonly rules: readonly Reference[] | undefined;
  readonly condition: SigmaExpression;
  readonly problems: Problems;
}

/** Keys of the section `filter` that are no searches. */
const NO_SEARCHES = ['rules'];

/** A document with a `filter`, or undefined with problems noted. */
export function readFilter(document: YamlMap, section: YamlEntry, file: string, reading: Reading): Filter | undefined {
  const { problems } = reading;
  const metadata = readMetadata(document, file, problems);
  const logsource = readLogsource(document, problems);
  const condition = readDetection(section, reading, NO_SEARCHES);
  const rules = section.value.kind === 'map' ? entryOf(section.value, 'rules') : undefined;
  if (section.value.kind === 'map' && rules === undefined) {
    problems.add(
      section.keyOffset,
      'sigma.missing-field',
      'The filter has no "rules"; expected ids or names of rules, or "any".',
    );
  }
  if (condition === undefined || rules === undefined) return undefined;
  const references = readReferences(rules.value, 'ids or names of rules, or "any"', problems);
  const [first] = references;
  const any = references.length === 1 && ['any', 'all'].includes(first?.text.toLowerCase() ?? '');
  return { metadata, logsource, rules: any ? undefined : references, condition, problems };
}

/** Notes the references of a filter that lead nowhere, or to rules that cannot be filtered. */
export function checkFilter(filter: Filter, directory: Directory<SigmaRule>): void {
  for (const { text, offset } of filter.rules ?? []) {
    const rule = directory.find(text);
    if (rule !== undefined && 'correlation' in rule) {
      filter.problems.add(
        offset,
        'sigma.wrong-reference',
        `${JSON.stringify(text)} is a correlation rule; expected a rule with a detection, as filters look at events.`,
      );
    } else if (!directory.isKnown(text)) {
      filter.problems.add(
        offset,
        'sigma.unknown-rule',
        `No rule has the id or name ${JSON.stringify(text)}; expected one that is loaded.`,
      );
    }
  }
}

/** The rule behind the filters that are about it: it matches where its own condition and those of all filters hold. */
export function filtered(rule: SigmaDetectionRule, filters: readonly Filter[]): SigmaDetectionRule {
  const conditions = filters
    .filter((filter) => isAbout(filter, rule))
    .map(({ metadata, condition }) => {
      const { search: _, ...unnamed } = condition;
      return { ...unnamed, search: `filter ${JSON.stringify(metadata.title)}` };
    });
  if (conditions.length === 0) return rule;
  return { ...rule, condition: { op: 'and', of: [rule.condition, ...conditions] } };
}

function isAbout({ rules, logsource }: Filter, rule: SigmaDetectionRule): boolean {
  const named = rules === undefined || rules.some(({ text }) => text === rule.id || text === rule.name);
  return (
    named &&
    (['category', 'product', 'service'] as const).every(
      (key) => (logsource[key] ?? rule.logsource[key])?.toLowerCase() === rule.logsource[key]?.toLowerCase(),
    )
  );
}
