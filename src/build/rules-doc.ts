import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinRules } from '../detect/rules/builtin.ts';
import type { SigmaLevel, SigmaRule } from '../detect/sigma/types.ts';

/** What the page tells of a rule; the rest is in its file. */
export type DocumentedRule = Pick<SigmaRule, 'file' | 'title' | 'level' | 'tags' | 'silent'>;

/** Where the page is kept. */
export const RULES_DOC = join(import.meta.dirname, '../../docs/rules.md');

const LEVELS: readonly SigmaLevel[] = ['critical', 'high', 'medium', 'low', 'informational'];

const LEVEL_MEANS: Readonly<Record<SigmaLevel, string>> = {
  critical: 'Act now. There is hardly an innocent explanation.',
  high: 'Look now. Innocent explanations exist and were announced, or should have been.',
  medium: 'Ask today. Some people do this rightly, few of them often.',
  low: 'Worth knowing beside other things; rarely an incident alone.',
  informational: 'Kept for the record, as the CIS AWS Foundations Benchmark asks. Not for paging anybody.',
};

/** The tactics of ATT&CK, in the order of an attack. */
const TACTICS: readonly string[] = [
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'stealth',
  'defense-impairment',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'exfiltration',
  'impact',
];

/** Ids that ATT&CK 19 revoked. Rules carry them beside the new ones for those whose other tools still know nothing else. */
const FORMER: ReadonlySet<string> = new Set(['t1562', 't1562.001', 't1562.007', 't1562.008']);

/** The monitoring controls of the CIS AWS Foundations Benchmark that rules can answer; 4.16 asks for Security Hub itself. */
const CONTROLS: Readonly<Record<string, string>> = {
  '4.1': 'Unauthorized API calls',
  '4.2': 'Console sign-in without MFA',
  '4.3': 'Use of the root user',
  '4.4': 'Changes of IAM policies',
  '4.5': 'Changes of CloudTrail',
  '4.6': 'Failed console sign-ins',
  '4.7': 'KMS keys disabled or scheduled for deletion',
  '4.8': 'Changes of S3 bucket policies',
  '4.9': 'Changes of AWS Config',
  '4.10': 'Changes of security groups',
  '4.11': 'Changes of network ACLs',
  '4.12': 'Changes of network gateways',
  '4.13': 'Changes of route tables',
  '4.14': 'Changes of VPCs',
  '4.15': 'Changes of AWS Organizations',
};

const CONTROL_TAG = 'cis.aws-foundations.';

/** The page about the built-in rules: each once, under its first tactic, the worst first. */
export function rulesDoc(all: readonly DocumentedRule[]): string {
  // A rule that is only part of a correlation gives no alert.
  const rules = all.filter(({ silent }) => silent !== true);
  const sections = TACTICS.flatMap((tactic) => {
    const own = rules.filter((rule) => firstTactic(rule) === tactic);
    return own.length === 0 ? [] : [`## ${heading(tactic)}`, table(own)];
  });
  const untold = rules.filter((rule) => !TACTICS.includes(firstTactic(rule) ?? ''));
  if (untold.length > 0)
    throw new Error(`No known tactic leads the tags of ${untold.map(({ file }) => file).join(', ')}.`);
  const page = [
    '# Built-in rules',
    'Written from `src/detect/rules` by `node src/build/rules-doc.ts`; a test holds the two together.',
    `${rules.length} rules come with Trailbolt. The file of a rule tells why it matters, what else it can be, and what to do.\n` +
      'Samples that it fires on, and samples that it does not fire on, are in `test/rules`, in a folder of its name.\n' +
      '`npm run measure -- <folder>` tells what they find in logs of attacks and of ordinary days.',
    [
      '| level | rules | what it asks for |',
      '| --- | --- | --- |',
      ...LEVELS.map((level) => levelRow(level, rules)),
    ].join('\n'),
    'A failed call fires no rule, unless the title says that somebody failed, tried, was refused or asked.',
    'Techniques are those of ATT&CK 19. Where it gave a technique a new id, the rule also carries the former one as a tag.',
    ...sections,
    '## CIS AWS Foundations Benchmark',
    'Which rules answer the monitoring controls of section 4 (versions 3 to 5). They leave out what AWS services do in the\n' +
      'name of somebody, so a stack is seen where it is started, not once more in each of its resources.',
    controls(rules),
  ];
  return `${page.join('\n\n')}\n`;
}

function controls(rules: readonly DocumentedRule[]): string {
  const rows = Object.entries(CONTROLS).map(([control, name]) => {
    const own = rules.filter(({ tags }) => tags.includes(CONTROL_TAG + control));
    const links = own.map(({ file, title, level }) => `[${title}](../src/detect/rules/${file}) (${level})`);
    return `| ${control} | ${name} | ${links.join(', ') || 'none'} |`;
  });
  return ['| control | what it asks for | rules |', '| --- | --- | --- |', ...rows].join('\n');
}

function levelRow(level: SigmaLevel, rules: readonly DocumentedRule[]): string {
  return `| ${level} | ${rules.filter((rule) => rule.level === level).length} | ${LEVEL_MEANS[level]} |`;
}

function table(rules: readonly DocumentedRule[]): string {
  const rank = (rule: DocumentedRule): number => LEVELS.indexOf(rule.level);
  const sorted = rules.toSorted((a, b) => rank(a) - rank(b) || (a.title < b.title ? -1 : 1));
  return ['| level | rule | techniques |', '| --- | --- | --- |', ...sorted.map(row)].join('\n');
}

function row({ file, title, level, tags }: DocumentedRule): string {
  const techniques = tags.flatMap((tag) => {
    const id = /^attack\.(t\d.*)$/u.exec(tag)?.[1];
    return id === undefined || FORMER.has(id) ? [] : [id.toUpperCase()];
  });
  return `| ${level} | [${title}](../src/detect/rules/${file}) | ${techniques.join(', ')} |`;
}

function firstTactic({ tags }: DocumentedRule): string | undefined {
  return tags.map((tag) => tag.replace(/^attack\./u, '')).find((name) => !/^t\d/u.test(name));
}

function heading(tactic: string): string {
  const words = tactic.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

if (import.meta.main) writeFileSync(RULES_DOC, rulesDoc(builtinRules));
