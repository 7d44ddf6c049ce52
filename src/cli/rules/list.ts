import type { SigmaRule } from '../../detect/sigma/types.ts';
import { alertRuleOf } from '../../detect/detector.ts';
import { loadRules } from './command.ts';
import type { RulesContext } from './command.ts';
import { columns } from './columns.ts';

/** `trailbolt rules list`: the rules that would run. Exit code 0. */
export async function list(context: RulesContext): Promise<number> {
  const rules = await loadRules(context);
  if (context.format === 'ndjson') {
    for (const rule of rules) {
      const { id, name, title, level, status, file, silent = false } = rule;
      const kind = kindOf(rule);
      const line = { id, name, title, level, status, kind, alerts: !silent, attack: alertRuleOf(rule).attack, file };
      await context.out.print(`${JSON.stringify(line)}\n`);
    }
    return 0;
  }
  const rows = rules.map((rule) => [
    rule.id,
    rule.level,
    kindOf(rule),
    rule.silent === true ? `${rule.title} (only for correlations)` : rule.title,
  ]);
  await context.out.print(columns([['ID', 'LEVEL', 'KIND', 'TITLE'], ...rows]));
  await context.err.print(`${rules.length} rules\n`);
  return 0;
}

function kindOf(rule: SigmaRule): string {
  if ('correlation' in rule) return rule.correlation.type;
  return rule.firstSeen === undefined ? 'detection' : 'first_seen';
}
