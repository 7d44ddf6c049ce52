import { compile } from '../../../src/detect/sigma/compile.ts';
import { loadSigma } from '../../../src/detect/sigma/load.ts';
import type { SigmaDetectionRule, SigmaProblem } from '../../../src/detect/sigma/types.ts';

/** A rule around a detection given as JSON, which is YAML as well. */
export function ruleText(detection: unknown): string {
  return `title: Test rule\nlogsource: {}\ndetection: ${JSON.stringify(detection)}\n`;
}

export function loadOne(text: string): SigmaDetectionRule {
  const load = loadSigma(text, 'test.yml');
  if (!load.ok) throw new Error(JSON.stringify(load.problems));
  const [rule] = load.rules;
  if (rule === undefined || !('condition' in rule)) throw new Error('No rule with a detection was loaded.');
  return rule;
}

export function matcher(detection: unknown): (event: unknown) => boolean {
  const compiled = compile(loadOne(ruleText(detection)));
  return (event) => compiled.matches(event);
}

export function problemsOf(text: string): readonly SigmaProblem[] {
  const load = loadSigma(text, 'test.yml');
  return load.ok ? [] : load.problems;
}
