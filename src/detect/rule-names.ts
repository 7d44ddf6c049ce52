import type { SigmaRule } from './sigma/types.ts';

/** What people call a rule: the name of its file, `cloudtrail-stopped`; its id is no word. */
export function ruleName({ file }: Pick<SigmaRule, 'file'>): string {
  return (file.split(/[\\/]/).at(-1) ?? file).replace(/\.ya?ml$/, '');
}

/** Whether the rule is a hit on one record by itself, whatever there was before: only then can an automation take it back. */
export function standsAlone(rule: SigmaRule): boolean {
  return 'condition' in rule && rule.silent !== true && rule.firstSeen === undefined;
}
