/** An element of a request body: its text, or the elements in it. Namespaces and their prefixes are dropped. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/gy;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The root element of an XML text, or undefined where it is not well-formed. Document types are not read: S3 has no use
 * for them.
 */
export function readXml(text: string): XmlElement | undefined {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const path: Open[] = [root];
  const tokens = new RegExp(TOKEN);
  let end = 0;
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    end = tokens.lastIndex;
    const [, closing, opening, attributes = '', empty, content] = found;
    const inner = path.at(-1);
    if (inner === undefined) return undefined;
    if (content !== undefined) inner.text += decode(content);
    if (opening !== undefined) {
      const element: Open = { name: local(opening), attributes: readAttributes(attributes), children: [], text: '' };
      inner.children.push(element);
      if (empty !== '/') path.push(element);
    }
    if (closing !== undefined) {
      if (path.length === 1 || inner.name !== local(closing)) return undefined;
      path.pop();
    }
  }
  const [only, second] = root.children;
  const whole = end === text.length && path.length === 1 && root.text.trim() === '';
  return whole && second === undefined ? only : undefined;
}

function readAttributes(text: string): Record<string, string> {
  const all = [...text.matchAll(ATTRIBUTE)];
  return Object.fromEntries(all.map(([, name = '', double, single]) => [name, decode(double ?? single ?? '')]));
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decode(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, digits?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
