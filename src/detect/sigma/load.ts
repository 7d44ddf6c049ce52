import { LineCounter } from 'yaml';
import { readDetection } from './detection.ts';
import type { Reading } from './detection.ts';
import { readMetadata } from './metadata.ts';
import type { Placeholders } from './placeholders.ts';
import { createProblems } from './problems.ts';
import type { SigmaLoad, SigmaRule } from './types.ts';
import { entryOf, kindOf, parseYaml } from './yaml.ts';
import type { YamlNode } from './yaml.ts';

/** Documents that Sigma knows beside rules. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
  correlation: 'Correlation rules are not supported yet; expected a rule with a detection.',
  filter: 'Filters are not supported yet; expected a rule with a detection.',
  action: 'Rule collections with "action" left the Sigma specification; expected separate documents.',
};

export interface LoadOptions {
  /** What the placeholders of `expand` stand for; one that is missing here is a problem of the rule that has it. */
  readonly placeholders?: Placeholders;
}

/**
 * Loads the rules of one YAML file, which may hold several documents. Either every rule is good, or all problems are
 * returned, each with its place and what was expected. `file` is only named, not read.
 */
export function loadSigma(text: string, file: string, { placeholders = {} }: LoadOptions = {}): SigmaLoad {
  const lines = new LineCounter();
  const problems = createProblems(file, lines);
  const documents = parseYaml(text, lines, problems);
  if (documents.length === 0 && problems.all.length === 0) {
    problems.add(0, 'sigma.empty', 'The file holds no rule; expected at least one YAML document.');
  }
  const rules = documents.map((document) => readRule(document, file, { text, placeholders, problems }));
  if (problems.all.length === 0 && rules.every((rule) => rule !== undefined)) return { ok: true, rules };
  const order = [...problems.all].toSorted((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems: order };
}

function readRule(document: YamlNode, file: string, reading: Reading): SigmaRule | undefined {
  const { problems } = reading;
  if (document.kind !== 'map') {
    problems.add(
      document.offset,
      'sigma.wrong-type',
      `The document is ${kindOf(document)}; expected the map of a rule.`,
    );
    return undefined;
  }
  const other = document.entries.find(({ key }) => Object.hasOwn(OTHER_KINDS, key));
  if (other !== undefined) {
    problems.add(other.keyOffset, 'sigma.unsupported', OTHER_KINDS[other.key] ?? '');
    return undefined;
  }
  const metadata = readMetadata(document, file, problems);
  const detection = entryOf(document, 'detection');
  if (detection === undefined) {
    problems.add(
      document.offset,
      'sigma.missing-field',
      'The rule has no "detection"; expected searches and a condition.',
    );
    return undefined;
  }
  const condition = readDetection(detection, reading);
  return condition === undefined ? undefined : { ...metadata, condition };
}
