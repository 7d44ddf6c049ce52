import { kindOfName } from './secret-names.ts';

/** Where objects that stand for a name and a value keep the name, as AWS's APIs write them; lower case. */
const NAMES: ReadonlySet<string> = new Set([
  'key',
  'name',
  'attribute',
  'attributename',
  'headername',
  'optionname',
  'parameterkey',
  'parametername',
  'propertyname',
  'variablename',
  'tagkey',
  'path',
]);

/** And where the value. */
const VALUES =
  /^(?:value|values|stringvalue|binaryvalue|attributevalue|headervalue|optionvalue|parametervalue|propertyvalue|variablevalue|tagvalue|default|defaultvalue|searchstring)$/;

/** Tells of a field of the object which kind of secret it is by another field that names it: `{key: 'password', value: …}`. */
export function secretBeside(object: Readonly<Record<string, unknown>>): (key: string) => string | undefined {
  const kind = Object.entries(object)
    .filter(([key, name]) => NAMES.has(key.toLowerCase()) && typeof name === 'string')
    .map(([, name]) => kindOfPath(String(name)))
    .find((found) => found !== undefined);
  const matched = kind ?? headerMatched(object);
  return matched === undefined ? () => undefined : (key) => (VALUES.test(key.toLowerCase()) ? matched : undefined);
}

/** A name may be a path in what is patched: `/variables/db`, `/settings/password`. */
function kindOfPath(name: string): string | undefined {
  if (name.startsWith('/variables/')) return 'stage variable';
  return name.length > 200 ? undefined : kindOfName(name.slice(name.lastIndexOf('/') + 1));
}

/** A firewall's rule that compares a header with a text: mostly what one server says to another to be let in. */
function headerMatched(object: Readonly<Record<string, unknown>>): string | undefined {
  const field = object['fieldToMatch'];
  return typeof field === 'object' && field !== null && 'singleHeader' in field ? 'header' : undefined;
}

/** The kind of secret that an element of a list is by the one before it: `['--password', '…']`. */
export function secretBefore(option: unknown, value: unknown): string | undefined {
  if (typeof option !== 'string' || typeof value !== 'string' || value.startsWith('-')) return undefined;
  return /^--?[\w.-]{1,80}$/.test(option) ? kindOfName(option) : undefined;
}
