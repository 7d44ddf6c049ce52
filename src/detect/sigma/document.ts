import { readCorrelation } from './correlation/read.ts';
import type { UnresolvedCorrelation } from './correlation/resolve.ts';
import { readDetection } from './detection.ts';
import type { Reading } from './detection.ts';
import { readFilter } from './filter.ts';
import type { Filter } from './filter.ts';
import { readFirstSeen } from './first-seen.ts';
import { DEFAULT_LEVEL, readLogsource, readMetadata } from './metadata.ts';
import type { Problems } from './problems.ts';
import type { Reference } from './references.ts';
import type { SigmaDetectionRule } from './types.ts';
import { entryOf, kindOf } from './yaml.ts';
import type { YamlMap, YamlNode } from './yaml.ts';

/** What one document holds. Of a broken one, what others may refer to is still there. */
export interface Draft {
  readonly title: string;
  readonly id?: Reference;
  readonly name?: Reference;
  readonly rule?: SigmaDetectionRule;
  readonly correlation?: UnresolvedCorrelation;
  readonly filter?: Filter;
}

const KINDS = ['detection', 'correlation', 'filter'] as const;

/** Reads one document, of whatever kind it is; what is wrong goes to the problems of `reading`. */
export function readDocument(document: YamlNode, file: string, reading: Reading): Draft {
  const { problems } = reading;
  if (document.kind !== 'map') {
    const found = kindOf(document);
    problems.add(document.offset, 'sigma.wrong-type', `The document is ${found}; expected the map of a rule.`);
    return { title: '' };
  }
  const action = entryOf(document, 'action');
  if (action !== undefined) {
    problems.add(
      action.keyOffset,
      'sigma.unsupported',
      'Rule collections with "action" left the Sigma specification; expected separate documents.',
    );
    return { title: '' };
  }
  const [section, second] = document.entries.filter(({ key }) => KINDS.some((kind) => kind === key));
  if (second !== undefined) {
    problems.add(
      second.keyOffset,
      'sigma.wrong-type',
      `Found "${second.key}" beside "${section?.key}"; expected one of them, each in a document of its own.`,
    );
    return { title: '' };
  }
  const novelty = entryOf(document, 'first_seen');
  if (novelty !== undefined && section !== undefined && section.key !== 'detection') {
    problems.add(
      novelty.keyOffset,
      'sigma.wrong-type',
      `Found "first_seen" beside "${section.key}"; expected it beside a "detection".`,
    );
    return { title: '' };
  }
  if (section?.key === 'filter') {
    const filter = readFilter(document, section, file, reading);
    const title = filter?.metadata.title ?? '';
    return filter === undefined ? { title } : { title, ...identity(document, filter.metadata.id), filter };
  }
  const before = problems.all.length;
  const metadata = readMetadata(document, file, problems);
  const named = { title: metadata.title, ...identity(document, metadata.id) };
  if (section?.key === 'correlation') {
    const draft = readCorrelation(document, section, reading);
    return draft === undefined ? named : { ...named, correlation: { metadata, draft, problems } };
  }
  const logsource = readLogsource(document, problems);
  if (section === undefined) {
    missingSection(document, problems);
    return named;
  }
  const condition = readDetection(section, reading);
  const firstSeen = novelty && readFirstSeen(novelty, reading);
  if (condition === undefined || problems.all.length > before) return named;
  const rule = { ...metadata, level: metadata.level ?? DEFAULT_LEVEL, logsource, condition };
  return { ...named, rule: firstSeen === undefined ? rule : { ...rule, firstSeen } };
}

/** Where the id stands, or the title that it was made from. */
function identity(document: YamlMap, id: string): Pick<Draft, 'id' | 'name'> {
  const place = entryOf(document, 'id') ?? entryOf(document, 'title');
  const name = entryOf(document, 'name')?.value;
  return {
    ...(id === '' ? {} : { id: { text: id, offset: place?.value.offset ?? document.offset } }),
    ...(name?.kind === 'scalar' && name.value !== null && name.text !== ''
      ? { name: { text: name.text.trim(), offset: name.offset } }
      : {}),
  };
}

function missingSection(document: YamlMap, problems: Problems): void {
  problems.add(
    document.offset,
    'sigma.missing-field',
    'The rule has no "detection"; expected searches and a condition, or a "correlation", or a "filter".',
  );
}
