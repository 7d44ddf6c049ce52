import type { LambdaName } from '../src/build/targets.ts';
import { SETTINGS, type SettingName } from '../src/config/environment.ts';
import { FUNCTION_SETTINGS } from './functions/shared.ts';
import { inWords } from './template-words.ts';
import { list, resources, statementsOf, type Resource, type Template } from './templates.ts';

const BEGIN = '<!-- generated: npm run docs -->';
const END = '<!-- end of generated part -->';

/** The page with its generated part as the templates have it. */
export function deployDoc(page: string, templates: Readonly<Record<string, Template>>): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`docs/deploy.md has no part between "${BEGIN}" and "${END}".`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${generated(templates)}\n${page.slice(end)}`;
}

function generated(templates: Readonly<Record<string, Template>>): string {
  const main = templates['Trailbolt'];
  const target = templates['TrailboltTarget'];
  if (main === undefined || target === undefined) throw new Error('Expected the stacks Trailbolt and TrailboltTarget.');
  const functions = Object.values(resources(main, 'AWS::Lambda::Function'));
  const roles = Object.entries(resources(target, 'AWS::IAM::Role'));
  return [
    ...functions.map((resource) => functionPart(main, resource)),
    ...roles.map(
      ([id, role]) => `### Role \`${String(role.Properties['RoleName'])}\`\n\n${permissionTable(target, id)}`,
    ),
  ].join('\n');
}

function functionPart(template: Template, { Properties }: Resource): string {
  const role = String(list((Properties['Role'] as { 'Fn::GetAtt': unknown })['Fn::GetAtt'])[0]);
  const name = String(Properties['FunctionName']).replace(/^.*-/, '') as LambdaName;
  const { Variables } = Properties['Environment'] as { Variables: Readonly<Record<string, unknown>> };
  const given = Object.entries(Variables).map(([variable, value]) =>
    settingRow(variable as SettingName, `\`${inWords(value, template)}\``),
  );
  const others = FUNCTION_SETTINGS[name].filter((setting) => !(setting in Variables));
  const environment = [...given, ...others.map((setting) => settingRow(setting, stackGives(setting)))];
  return [
    `### Function \`${String(Properties['FunctionName'])}\``,
    '',
    `${String(Properties['Description'])} ${String(Properties['MemorySize'])} MiB, ${String(Properties['Timeout'])} s.`,
    '',
    row('environment', 'what it takes', 'what the stack gives'),
    row('---', '---', '---'),
    ...environment,
    '',
    permissionTable(template, role),
  ].join('\n');
}

function settingRow(name: SettingName, given: string): string {
  return row(`\`${name}\``, SETTINGS[name].expected.replaceAll('<', '\\<'), given);
}

function stackGives(setting: SettingName): string {
  if (setting === 'AWS_REGION') return 'set by Lambda';
  return 'or' in SETTINGS[setting] ? `nothing: \`${setting}_SECRET_ARN\` instead` : 'nothing: optional';
}

function permissionTable(template: Template, role: string): string {
  const rows = statementsOf(template, role).map((statement) =>
    row(
      list(statement.Action)
        .map((action) => `\`${String(action)}\``)
        .join(', '),
      list(statement.Resource)
        .map((resource) => `\`${inWords(resource, template)}\``)
        .join(', '),
      statement.Condition === undefined ? '' : `\`${conditionText(statement.Condition, template)}\``,
    ),
  );
  return [row('may', 'on', 'only if'), row('---', '---', '---'), ...rows, ''].join('\n');
}

/** With the account and the partition as words, where the template has CloudFormation's functions for them. */
function conditionText(condition: unknown, template: Template): string {
  return JSON.stringify(condition, (_key, value: unknown) => {
    const [name = ''] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    return name === 'Ref' || name.startsWith('Fn::') ? inWords(value, template) : value;
  });
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
