import type { PermissionContent } from '../model/permission-words.ts';

/** Parameters of AddPermission, as records name them, by what they make of a statement. */
const PARAMETERS: readonly (readonly [parameter: string, field: keyof PermissionContent])[] = [
  ['sourceArn', 'sourceArn'],
  ['sourceAccount', 'sourceAccount'],
  ['principalOrgID', 'organization'],
  ['functionUrlAuthType', 'urlAuthType'],
  ['invokedViaFunctionUrl', 'viaUrl'],
];

/** What a record's request for a permission asks for; undefined where it names nobody or nothing. */
export function requestedPermission(request: Readonly<Record<string, unknown>>): PermissionContent | undefined {
  const { principal, action } = request;
  if (typeof principal !== 'string' || typeof action !== 'string') return undefined;
  const narrowed = PARAMETERS.flatMap(([parameter, field]) => {
    const value = request[parameter];
    return typeof value === 'string' || typeof value === 'boolean' ? [[field, value] as const] : [];
  });
  return { principal, action, ...Object.fromEntries(narrowed) };
}
