import type { Member, Shape, Structure } from './schema.ts';

/** The members of a structure as XML elements, without a wrapping element. */
export function writeXml(shape: Structure, value: Readonly<Record<string, unknown>>): string {
  let xml = '';
  for (const member of shape.members) {
    const field = value[member.name];
    if (field === undefined || field === null || member.traits.xmlAttribute !== undefined) continue;
    xml += element(member.traits.xmlName ?? member.name, member, field);
  }
  return xml;
}

export function escapeXml(text: string): string {
  // Control characters cannot be written in XML 1.0 at all, not even escaped: AWS replaces them as well.
  // oxlint-disable-next-line no-control-regex
  const writable = text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD');
  return writable
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;');
}

function element(name: string, member: Member, value: unknown): string {
  const shape = member.shape();
  if (shape.kind === 'list') return list(name, shape, value as readonly unknown[], member);
  return `<${name}${attributes(shape, member, value)}>${content(shape, value)}</${name}>`;
}

/** S3's grantees alone have them: `xsi:type`, with the namespace of its prefix. */
function attributes(shape: Shape, own: Member, value: unknown): string {
  if (shape.kind !== 'structure') return '';
  const namespace = own.traits.xmlNamespace;
  let text = Array.isArray(namespace) ? ` xmlns:${String(namespace[0])}="${String(namespace[1])}"` : '';
  for (const member of shape.members) {
    const field = (value as Readonly<Record<string, unknown>>)[member.name];
    if (member.traits.xmlAttribute === undefined || typeof field !== 'string') continue;
    text += ` ${member.traits.xmlName ?? member.name}="${escapeXml(field)}"`;
  }
  return text;
}

function list(name: string, shape: Extract<Shape, { kind: 'list' }>, values: readonly unknown[], own: Member): string {
  const flat = own.traits.xmlFlattened !== undefined || shape.traits.xmlFlattened !== undefined;
  const itemName = flat ? name : (shape.member.traits.xmlName ?? 'member');
  const items = values.map((value) => element(itemName, shape.member, value)).join('');
  return flat ? items : `<${name}>${items}</${name}>`;
}

function content(shape: Shape, value: unknown): string {
  if (shape.kind === 'structure') return writeXml(shape, value as Readonly<Record<string, unknown>>);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return escapeXml(String(value));
}
