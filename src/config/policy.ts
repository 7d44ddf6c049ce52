import { createHash } from 'node:crypto';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { TrailboltError } from '../errors.ts';
import type { Policy } from '../model/policy.ts';
import { findContradictions, type KnownIds } from './policy-contradictions.ts';
import { policyFile, readableParts, type PolicyFile } from './policy-file.ts';
import { toPolicy } from './policy-model.ts';
import { issueProblems, plainValue, positionOf, yamlProblems, type PolicyProblem } from './policy-problems.ts';

/**
 * Reads a policy file: YAML text into a validated policy.
 * @param actions the ids of the actions there are: a rule that names another would silently never fit, and let a looser
 * one after it decide. Unset: not checked.
 * @param triggers the inspectors, and the rules that look at single records, which automations may name. Unset: not checked.
 * @throws TrailboltError `policy.invalid` whose message names every problem with file, line, column and what was expected.
 */
export function parsePolicy(
  source: string,
  file: string,
  actions?: readonly string[],
  triggers?: readonly string[],
): Policy {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true });
  const read =
    document.errors.length > 0 ? yamlProblems(document) : readPolicyFile(document, lines, { actions, triggers });
  if (!Array.isArray(read)) return toPolicy(read, createHash('sha256').update(source).digest('hex'));
  const list = read.map(
    ({ line, column, path, message }) => `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`,
  );
  const count = list.length === 1 ? 'a problem' : `${list.length} problems`;
  throw new TrailboltError('policy.invalid', `The policy has ${count}: ${list.join('; ')}.`, {
    details: { problems: read },
  });
}

function readPolicyFile(document: Document, lines: LineCounter, known: KnownIds): PolicyFile | PolicyProblem[] {
  const plain = plainValue(document, lines);
  if ('problem' in plain) return [plain.problem];
  const parsed = policyFile.safeParse(plain.value);
  const problems = parsed.success ? [] : parsed.error.issues.flatMap((issue) => issueProblems(issue, document, lines));
  findContradictions(parsed.data ?? readableParts(plain.value), known, (where, message) => {
    const path = where.map(String);
    problems.push({ ...positionOf(document, lines, path), path: path.join('.'), message });
  });
  return parsed.success && problems.length === 0 ? parsed.data : problems.toSorted(byPlace);
}

function byPlace(a: PolicyProblem, b: PolicyProblem): number {
  return a.line - b.line || a.column - b.column;
}
