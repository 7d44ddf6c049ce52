import { BlockList, isIP } from 'node:net';

/**
 * What the search of a detection means, written as plainly as can be: slow, of the commonest modifiers only, and with no code
 * of the engine, so that both are not wrong in the same way.
 */
export function holds(search: unknown, event: unknown): boolean {
  if (Array.isArray(search)) return search.some((part) => holds(part, event));
  if (typeof search !== 'object' || search === null) return keyword(search, event);
  return Object.entries(search).every(([key, value]) => item(key, value, event));
}

function keyword(value: unknown, event: unknown): boolean {
  const texts = leaves(event).flatMap((leaf) => (typeof leaf === 'boolean' ? [] : textsOf(leaf)));
  return texts.some((text) => pattern(written(value), ['contains']).test(text));
}

function item(key: string, given: unknown, event: unknown): boolean {
  const [field = '', ...modifiers] = key.split('|');
  const has = (name: string): boolean => modifiers.includes(name);
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  const one = (value: unknown): boolean =>
    field === '' ? keyword(value, event) : fieldIs(at(event, field.split('.')), value, modifiers, event);
  const all = has('all') ? values.every(one) : values.some(one);
  return has('neq') ? !all : all;
}

/** Whether any of the values of a field is as the rule has it. No value at all: the field is absent. */
function fieldIs(found: readonly unknown[], value: unknown, modifiers: readonly string[], event: unknown): boolean {
  const has = (name: string): boolean => modifiers.includes(name);
  if (has('exists')) return found.length > 0 === value;
  const values = found.flatMap(elements);
  if (value === null) return found.length === 0 || values.includes(null);
  const compare = (['lt', 'lte', 'gt', 'gte'] as const).find(has);
  if (compare !== undefined) return values.some((other) => compared(compare, numberOf(other), Number(value)));
  const texts = values.flatMap(textsOf);
  if (has('cidr')) return texts.some((text) => inNetwork(text, written(value)));
  if (has('re')) {
    // `$` as in PCRE, where a last line break may follow.
    const expression = new RegExp(written(value).replace(/\$$/u, '(?=\\n?$)'), has('i') ? 'iu' : 'u');
    return texts.some((text) => expression.test(text));
  }
  const sought = has('fieldref')
    ? at(event, written(value).split('.')).flatMap(elements).flatMap(textsOf).map(escaped)
    : variants(written(value), modifiers);
  return sought.some((text) => texts.some((other) => pattern(text, modifiers).test(other)));
}

/** Every way in which a value may be written once it is encoded. */
function variants(value: string, modifiers: readonly string[]): readonly string[] {
  const bytes = Buffer.from(value, modifiers.includes('wide') ? 'utf16le' : 'utf8');
  if (modifiers.includes('base64')) return [bytes.toString('base64')];
  if (!modifiers.includes('base64offset'))
    return [value.replace(/[-/]/gu, modifiers.includes('windash') ? '\0' : '$&')];
  return [0, 1, 2].map((offset) => {
    // What stays the same whatever stands before and behind: taken from two texts that differ in just that.
    const [one = '', other = ''] = ['\0', '\xFF'].map((filling) => {
      const around = Buffer.from(filling.repeat(3), 'latin1');
      return Buffer.concat([around.subarray(0, offset), bytes, around]).toString('base64');
    });
    const same = Array.from(one, (character, index) => character === other[index]);
    const start = same.indexOf(true);
    const end = same.findIndex((equal, index) => index > start && !equal);
    return one.slice(start, end < 0 ? undefined : end);
  });
}

/** A Sigma string as a regular expression. NUL stands for any dash. */
function pattern(text: string, modifiers: readonly string[]): RegExp {
  const source = text.replace(/\\[*?\\]|[^]/gu, (token) => {
    if (token === '*') return '[^]*';
    if (token === '?') return '[^]';
    if (token === '\0') return '[-/–—―]';
    return `[${(token.length > 1 ? token.slice(1) : token).replace(/[\\\]^-]/u, '\\$&')}]`;
  });
  const has = (name: string): boolean => modifiers.includes(name);
  const [start, end] = [has('contains') || has('endswith'), has('contains') || has('startswith')];
  return new RegExp(`${start ? '' : '^'}(?:${source})${end ? '' : '$'}`, has('cased') ? 'u' : 'iu');
}

function escaped(text: string): string {
  return text.replace(/[\\*?]/gu, '\\$&');
}

/** The values that a path leads to, through arrays and through keys that hold dots. */
function at(node: unknown, keys: readonly string[]): readonly unknown[] {
  if (keys.length === 0) return [node];
  if (Array.isArray(node)) return node.flatMap((element) => at(element, keys));
  if (typeof node !== 'object' || node === null) return [];
  return keys.flatMap((_, index) => {
    const key = keys.slice(0, index + 1).join('.');
    return Object.hasOwn(node, key) ? at((node as Record<string, unknown>)[key], keys.slice(index + 1)) : [];
  });
}

function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flatMap(elements) : [value];
}

function leaves(node: unknown): readonly unknown[] {
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(leaves) : [node];
}

function textsOf(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  return [written(value)];
}

/** A value of JSON as text: an object as its compact JSON. */
function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/u.test(value) ? Number(value) : NaN;
}

function compared(relation: 'lt' | 'lte' | 'gt' | 'gte', left: number, right: number): boolean {
  return { lt: left < right, lte: left <= right, gt: left > right, gte: left >= right }[relation];
}

function inNetwork(text: string, network: string): boolean {
  const [address = '', prefix] = network.split('/');
  const block = new BlockList();
  block.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  return isIP(text) !== 0 && block.check(text, isIP(text) === 4 ? 'ipv4' : 'ipv6');
}
