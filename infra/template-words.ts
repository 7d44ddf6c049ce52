import type { Template } from './templates.ts';

/** Property that names a resource of a type, and what people call such a thing. */
const NAMES: Readonly<Record<string, readonly [kind: string, property: string]>> = {
  'AWS::SQS::Queue': ['queue', 'QueueName'],
  'AWS::SNS::Topic': ['topic', 'TopicName'],
  'AWS::DynamoDB::GlobalTable': ['table', 'TableName'],
  'AWS::Lambda::Function': ['function', 'FunctionName'],
  'AWS::IAM::Role': ['role', 'RoleName'],
  'AWS::Logs::LogGroup': ['log group', 'LogGroupName'],
  'AWS::Events::Rule': ['rule', 'Name'],
  'AWS::KMS::Key': ['key of', 'Description'],
};

/** A value of a template in words: references become names, pseudo parameters `<account>` and the like. */
export function inWords(value: unknown, template: Template): string {
  if (typeof value === 'string') return shorten(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const [[key, argument] = ['', undefined]] = Object.entries(value);
  if (key === 'Ref') return nameOf(String(argument), template);
  if (key === 'Fn::GetAtt' && Array.isArray(argument)) return nameOf(String(argument[0]), template);
  if (key === 'Fn::Sub')
    return shorten(String(argument).replace(/\$\{AWS::(\w+)\}/g, (_, name: string) => pseudo(name)));
  if (key === 'Fn::Join' && Array.isArray(argument)) {
    const parts = argument[1] as readonly unknown[];
    // Inside a text the name alone is what the value holds.
    return shorten(
      parts.map((part) => inWords(part, template).replace(/^(table|queue|topic) /, '')).join(String(argument[0])),
    );
  }
  return JSON.stringify(value);
}

function nameOf(id: string, template: Template): string {
  if (id.startsWith('AWS::')) return pseudo(id.slice('AWS::'.length));
  const resource = template.Resources[id];
  const [kind, property] = NAMES[resource?.Type ?? ''] ?? [];
  const name = property === undefined ? undefined : resource?.Properties[property];
  if (kind === undefined || typeof name !== 'string') return id;
  return kind === 'key of' ? 'key of the topics' : `${kind} ${name}`;
}

function pseudo(name: string): string {
  return `<${name.replace(/Id$/, '').toLowerCase()}>`;
}

/** Digests of assets change with every build and say nothing to a reader. */
function shorten(text: string): string {
  return text.replace(/[0-9a-f]{64}/g, '<digest>');
}
