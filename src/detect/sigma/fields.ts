/** A field name prepared for look-up. */
export interface FieldPath {
  readonly length: number;
  /** `keys[i][j]` is the key made of the segments `i` to `j`: a key of the event may itself contain dots. */
  readonly keys: readonly (readonly string[])[];
}

export function fieldPath(field: string): FieldPath {
  const segments = field.split('.');
  const keys = segments.map((_, from) =>
    segments.slice(from).map((__, to) => segments.slice(from, from + to + 1).join('.')),
  );
  return { length: segments.length, keys };
}

/** What a path leads into: an event, or derived fields that take the place of its own. */
export function holderOf(path: FieldPath, event: unknown, derived: object | undefined): unknown {
  const [first = ''] = path.keys[0] ?? [];
  return derived !== undefined && Object.hasOwn(derived, first) ? derived : event;
}

/**
 * Whether a test holds for any value that the path leads to. Arrays on the way and at the end stand for their elements.
 * Without recursion over the data: hostile nesting must not exhaust the stack.
 */
export function anyValue(event: unknown, path: FieldPath, test: (value: unknown) => boolean): boolean {
  return descend(event, path, 0, test);
}

/** Whether the event has the field, whatever its value: null and an empty array count. */
export function hasField(event: unknown, path: FieldPath): boolean {
  return owns(event, path, 0);
}

function descend(node: unknown, path: FieldPath, from: number, test: (value: unknown) => boolean): boolean {
  return Array.isArray(node) ? descendEach(node, path, from, test) : step(node, path, from, test);
}

// On its own, as a function that makes another one costs more each time it is called.
function descendEach(
  nodes: readonly unknown[],
  path: FieldPath,
  from: number,
  test: (value: unknown) => boolean,
): boolean {
  return anyElement(nodes, (element) => step(element, path, from, test));
}

function step(node: unknown, path: FieldPath, from: number, test: (value: unknown) => boolean): boolean {
  if (from === path.length) return test(node);
  if (typeof node !== 'object' || node === null) return false;
  const keys = path.keys[from] ?? [];
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    if (Object.hasOwn(node, key) && descend((node as Record<string, unknown>)[key], path, from + index + 1, test)) {
      return true;
    }
  }
  return false;
}

function owns(node: unknown, path: FieldPath, from: number): boolean {
  if (from === path.length) return true;
  return Array.isArray(node) ? ownsAny(node, path, from) : ownsOne(node, path, from);
}

function ownsAny(nodes: readonly unknown[], path: FieldPath, from: number): boolean {
  return anyElement(nodes, (element) => ownsOne(element, path, from));
}

function ownsOne(node: unknown, path: FieldPath, from: number): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const keys = path.keys[from] ?? [];
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    if (Object.hasOwn(node, key) && owns((node as Record<string, unknown>)[key], path, from + index + 1)) return true;
  }
  return false;
}

/** Whether a test holds for any element, arrays within arrays included. */
function anyElement(array: readonly unknown[], test: (value: unknown) => boolean): boolean {
  const pending: unknown[][] = [];
  let current: readonly unknown[] | undefined = array;
  while (current !== undefined) {
    for (const element of current) {
      if (Array.isArray(element)) pending.push(element);
      else if (test(element)) return true;
    }
    current = pending.pop();
  }
  return false;
}

/** Whether a test holds for any text in the event: strings and numbers at any depth, but no field names. */
export function anyText(event: unknown, test: (text: string) => boolean): boolean {
  const pending: unknown[] = [event];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node === 'string' || typeof node === 'number') {
      if (test(String(node))) return true;
    } else if (typeof node === 'object' && node !== null) {
      for (const value of Object.values(node)) pending.push(value);
    }
  }
  return false;
}

/**
 * The text of a value: of an object its compact JSON, of null and absent none. Undefined also for an object that nests too
 * deep to be written.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' && value !== null ? jsonOf(value) : undefined;
}

/** A number as JSON writes it: text such as `0x10` or ` 5` in an event is no number. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/u;

/** The number that a value is, or that its text is as JSON would write it. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  return typeof number === 'number' ? number : undefined;
}

function jsonOf(value: object): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
