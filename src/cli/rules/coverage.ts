import { LEVELS } from '../../detect/sigma/metadata.ts';
import type { SigmaRule } from '../../detect/sigma/types.ts';
import { alertRuleOf } from '../../detect/detector.ts';
import { loadRules } from './command.ts';
import type { RulesContext } from './command.ts';
import { columns } from './columns.ts';

/** `trailbolt rules coverage`: the ATT&CK techniques that rules are about, with those rules. Exit code 0. */
export async function coverage(context: RulesContext): Promise<number> {
  const rules = (await loadRules(context)).filter(({ silent }) => silent !== true);
  const techniques = [...Map.groupBy(rules.flatMap(pairs), ({ technique }) => technique)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  if (context.format === 'ndjson') {
    for (const [technique, having] of techniques) {
      const named = having.map(({ rule: { id, title, level } }) => ({ id, title, level }));
      await context.out.print(`${JSON.stringify({ technique, rules: named })}\n`);
    }
  } else {
    const rows = techniques.flatMap(([technique, having]) =>
      having
        .toSorted((a, b) => LEVELS.indexOf(b.rule.level) - LEVELS.indexOf(a.rule.level))
        .map(({ rule }, index) => [index === 0 ? technique : '', rule.level, rule.title]),
    );
    await context.out.print(columns([['TECHNIQUE', 'LEVEL', 'RULE'], ...rows]));
  }
  const without = rules.filter((rule) => alertRuleOf(rule).attack.length === 0).length;
  await context.err.print(`${techniques.length} techniques by ${rules.length} rules; ${without} rules name none\n`);
  return 0;
}

function pairs(rule: SigmaRule): readonly { readonly technique: string; readonly rule: SigmaRule }[] {
  return [...new Set(alertRuleOf(rule).attack)].map((technique) => ({ technique, rule }));
}
