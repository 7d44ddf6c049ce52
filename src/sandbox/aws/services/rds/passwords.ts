import { invalidValue } from './refusals.ts';

interface Master {
  readonly MasterUsername?: string | undefined;
  readonly MasterUserPassword?: string | undefined;
}

/** "Constraints: Must be 1 to 16 letters or numbers… Can't be a reserved word"; passwords from 8 characters (API_CreateDBInstance). */
export function checkMaster({ MasterUsername, MasterUserPassword }: Master): void {
  for (const [name, value] of Object.entries({ MasterUsername, MasterUserPassword })) {
    if (value === undefined || value === '') {
      throw invalidValue(`The parameter ${name} must be provided and must not be blank.`);
    }
  }
  if (!/^[a-z]\w{0,15}$/i.test(MasterUsername ?? '')) throw invalidValue('Invalid master user name');
  checkPassword(MasterUserPassword ?? '');
}

export function checkPassword(password: string): void {
  if (password.length < 8) {
    throw invalidValue(
      'The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.',
    );
  }
  if (!/^[ -~]+$/.test(password) || /[/@" ]/.test(password)) {
    throw invalidValue(
      "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
    );
  }
}

/** CloudTrail shows that there was a password, and nothing of it. */
export function masked(input: Master): Readonly<Record<string, unknown>> {
  const fields: object = input;
  return { ...fields, ...(input.MasterUserPassword === undefined ? {} : { MasterUserPassword: '****' }) };
}
