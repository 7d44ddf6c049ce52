import { LineCounter } from 'yaml';
import { MAX_TESTS } from './condition.ts';
import { readDocument } from './document.ts';
import type { Draft } from './document.ts';
import { checkFilter, filtered } from './filter.ts';
import type { Placeholders } from './placeholders.ts';
import { createProblems } from './problems.ts';
import type { Problems } from './problems.ts';
import type { Directory } from './references.ts';
import { createBelow, resolveCorrelation } from './correlation/resolve.ts';
import type { Referable } from './correlation/resolve.ts';
import type { SigmaLoad, SigmaProblem, SigmaRule } from './types.ts';
import { parseYaml } from './yaml.ts';

export interface LoadOptions {
  /** What the placeholders of `expand` stand for; one that is missing here is a problem of the rule that has it. */
  readonly placeholders?: Placeholders;
  /** Rules that are loaded already. Correlations may refer to them, filters change them, and their ids are taken. */
  readonly known?: readonly SigmaRule[];
  /**
   * Fields beside those of the log that the caller gives to correlations and `first_seen`, such as `ours.network`. Other
   * names that begin alike are problems.
   */
  readonly derived?: readonly string[];
}

/** A rule file: its text, and the name by which problems and rules say where they come from. */
export interface SigmaSource {
  readonly file: string;
  readonly text: string;
}

/** Loads the rules of one YAML file, which may hold several documents. See {@link loadSigmaFiles}. */
export function loadSigma(text: string, file: string, options: LoadOptions = {}): SigmaLoad {
  return loadSigmaFiles([{ text, file }], options);
}

/**
 * Loads rules, correlations and filters that belong together: each may refer to any other. Gives the known rules and then
 * those of the files, with the filters applied; or, if anything is wrong, all problems and no rule.
 */
export function loadSigmaFiles(sources: readonly SigmaSource[], options: LoadOptions = {}): SigmaLoad {
  const { placeholders = {}, known = [], derived = [] } = options;
  const files = sources.map(({ text, file }) => {
    const lines = new LineCounter();
    const problems = createProblems(file, lines);
    const documents = parseYaml(text, lines, problems);
    if (documents.length === 0 && problems.all.length === 0) {
      problems.add(0, 'sigma.empty', 'The file holds no rule; expected at least one YAML document.');
    }
    const budget = { tests: MAX_TESTS };
    const drafts = documents.map((document) =>
      readDocument(document, file, { text, placeholders, problems, budget, derived }),
    );
    return { drafts, problems };
  });
  const drafts = files.flatMap((file) => file.drafts.map((draft) => ({ ...draft, problems: file.problems })));
  checkDuplicates(drafts, known);
  const rules = link(drafts, known);
  const problems = files.flatMap((file) => file.problems.all.toSorted(byPlace));
  return problems.length === 0 ? { ok: true, rules } : { ok: false, problems };
}

type Placed = Draft & { readonly problems: Problems };

function byPlace(a: SigmaProblem, b: SigmaProblem): number {
  return a.line - b.line || a.column - b.column;
}

/** Ids and names are what correlations, filters, mutes and alerts go by. */
function checkDuplicates(drafts: readonly Placed[], known: readonly SigmaRule[]): void {
  const taken = new Map<string, string>();
  for (const { id, name, title, file } of known) {
    for (const text of new Set([id, name ?? id])) taken.set(text, `${JSON.stringify(title)} (${file})`);
  }
  for (const { id, name, title, problems } of drafts) {
    for (const [what, key] of [['id', id] as const, ['name', name] as const]) {
      if (key === undefined || (what === 'name' && key.text === id?.text)) continue;
      const other = taken.get(key.text);
      if (other !== undefined) {
        problems.add(
          key.offset,
          `sigma.duplicate-${what}`,
          `The ${what} ${JSON.stringify(key.text)} already belongs to ${other}; expected one of its own.`,
        );
      } else taken.set(key.text, `${JSON.stringify(title)} (${problems.file})`);
    }
  }
}

function link(drafts: readonly Placed[], known: readonly SigmaRule[]): readonly SigmaRule[] {
  const referables = directoryOf<Referable>([
    ...known.map(
      (rule) =>
        [{ ...rule, rules: 'correlation' in rule ? rule.correlation.rules : [] }, [rule.id, rule.name]] as const,
    ),
    ...drafts.map((draft) => [referable(draft), [draft.id?.text, draft.name?.text]] as const),
  ]);
  const below = createBelow(referables);
  const loud = new Set<string>();
  const quiet = new Set<string>();
  const rules = drafts.flatMap((draft): readonly SigmaRule[] => {
    if (draft.rule !== undefined) return [draft.rule];
    if (draft.correlation === undefined) return [];
    const rule = resolveCorrelation(draft.correlation, referables, below);
    for (const id of rule?.correlation.rules ?? []) (draft.correlation.draft.generate ? loud : quiet).add(id);
    return rule === undefined ? [] : [rule];
  });

  const filters = drafts.flatMap(({ filter }) => filter ?? []);
  const everything = [...known, ...rules];
  const directory = directoryOf<SigmaRule>([
    ...everything.map((rule) => [rule, [rule.id, rule.name]] as const),
    ...drafts.map((draft) => [undefined, [draft.id?.text, draft.name?.text]] as const),
  ]);
  for (const filter of filters) checkFilter(filter, directory);
  const silenced = new Set(rules.filter(({ id }) => quiet.has(id) && !loud.has(id)));
  return everything.map((rule) => {
    const own: SigmaRule = silenced.has(rule) ? { ...rule, silent: true } : rule;
    return 'correlation' in own ? own : filtered(own, filters);
  });
}

function referable({ rule, correlation }: Draft): Referable | undefined {
  if (rule !== undefined) return { ...rule, rules: [] };
  if (correlation === undefined) return undefined;
  return { ...correlation.metadata, rules: correlation.draft.rules.map(({ text }) => text) };
}

/** Where two have one id or name, which is a problem already, the first is found. */
function directoryOf<Rule>(
  entries: readonly (readonly [Rule | undefined, readonly (string | undefined)[]])[],
): Directory<Rule> {
  const found = new Map<string, Rule>();
  const named = new Set<string>();
  for (const [rule, texts] of entries) {
    for (const text of texts) {
      if (text === undefined) continue;
      named.add(text);
      if (rule !== undefined && !found.has(text)) found.set(text, rule);
    }
  }
  return { find: (text) => found.get(text), isKnown: (text) => named.has(text) };
}
