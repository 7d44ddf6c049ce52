import { createMatching } from '../../src/detect/detector.ts';
import { createMemoryFirstSeen } from '../../src/detect/first-seen/state.ts';
import { createSettler } from '../../src/detect/settle.ts';
import { createMemoryState } from '../../src/detect/sigma/correlation/state.ts';
import { loadRuleSources } from '../../src/detect/load-rules.ts';
import { rulePrefilter } from '../../src/detect/prefilter/prefilter.ts';
import type { Wanted } from '../../src/detect/prefilter/prefilter.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import type { SigmaRule } from '../../src/detect/sigma/types.ts';
import type { Setup } from './compare-paths.ts';

/** Conditions that are hard to tell by single fields. */
const ODD_CONDITIONS: readonly string[] = [
  'eventName: StopLogging',
  'eventName: [StopLogging, runinstances], eventSource|startswith: cloud',
  'eventName|cased: StopLogging',
  'eventName|re: "^Stop"',
  'eventName: null',
  'eventName|exists: false',
  'eventName|exists: true, errorCode: AccessDenied',
  'errorCode|contains: denied',
  'errorCode: ""',
  'userIdentity.type: Root',
  'userIdentity.type: null',
  'userIdentity.sessionContext.attributes.mfaAuthenticated: false',
  'userIdentity|contains: "user/ana"',
  'sourceIPAddress|cidr: 10.0.0.0/8',
  'readOnly: true, eventName: CreateUser',
  'readOnly: "true"',
  'eventName|fieldref: requestParameters.eventName',
  'requestParameters.eventName: StopLogging, eventName: AssumeRole',
  'responseElements.ConsoleLogin: Failure',
  'eventName.x: Root',
  'userAgent|windash|contains: "-k"',
];

const ruleOf = (id: string, detection: string): string => `title: ${id}
id: ${id}
logsource: { product: aws }
detection:
${detection}
level: low
`;

function rulesOf(detections: readonly string[]): readonly SigmaRule[] {
  const text = detections.map((detection, index) => ruleOf(`odd-${index}`, detection)).join('---\n');
  const load = loadRuleSources([{ file: 'odd.yml', text }]);
  if (!load.ok) throw new Error(load.problems.map(({ message }) => message).join('\n'));
  return load.rules;
}

function setupOf(rules: readonly SigmaRule[], others: readonly Wanted[] = []): Setup {
  const matching = createMatching(rules);
  return { prefilter: rulePrefilter(rules, { others }), isWanted: (record) => matching(record).length > 0 };
}

/** Rules that are given key fields in place of records, as far as those say enough. */
function fieldsSetupOf(rules: readonly SigmaRule[]): Setup {
  const matching = createMatching(rules);
  const settler = createSettler(rules, { correlation: createMemoryState(), firstSeen: createMemoryFirstSeen() });
  return {
    prefilter: rulePrefilter(rules, { keyFieldsSuffice: true, mayLeaveOut: true }),
    isWanted: (record) => matching(record).length > 0,
    judge(record) {
      const found = matching(record).map(({ rule }) => rule);
      return [found.map(({ id }) => id), JSON.stringify(settler.prepare(record, found))];
    },
  };
}

/** What to run rules with: one odd rule alone, denied, in company; the built-in ones; and with the key fields of the rest. */
export function setups(): readonly (readonly [name: string, setup: Setup])[] {
  const keyFields: Wanted = { wants: 'key-fields' };
  const positive = ODD_CONDITIONS.map((condition) => `  s: { ${condition} }\n  condition: s`);
  const negative = ODD_CONDITIONS.map(
    (condition) => `  a: { eventName: StopLogging }\n  s: { ${condition} }\n  condition: a and not s`,
  );
  const some = `  a: { eventName: StopLogging }\n  b: { userIdentity.type: Root }\n  c: { readOnly: true }\n  condition: 2 of them`;
  const keyword = '  s: [kali]\n  condition: s';
  return [
    ...[...positive, ...negative, some].map((text, index) => [`odd rule ${index}`, setupOf(rulesOf([text]))] as const),
    ['a keyword', setupOf(rulesOf([keyword]))],
    ['odd rules', setupOf(rulesOf([...positive.slice(0, 2), ...negative.slice(0, 3), some]))],
    ['no rules', setupOf([])],
    ['key fields', setupOf([], [keyFields])],
    ['an odd rule and key fields', setupOf(rulesOf(positive.slice(1, 2)), [keyFields])],
    ['the built-in rules', setupOf(builtinRules)],
    ['the built-in rules and key fields', setupOf(builtinRules, [keyFields])],
    ['odd rules on key fields', fieldsSetupOf(rulesOf([...positive, ...negative]))],
    ['the built-in rules on key fields', fieldsSetupOf(builtinRules)],
  ];
}
