import { CreateLoginProfile$, DeleteLoginProfile$, GetLoginProfile$, UpdateLoginProfile$ } from '@aws-sdk/client-iam';
import type {
  CreateLoginProfileRequest,
  CreateLoginProfileResponse,
  DeleteLoginProfileRequest,
  GetLoginProfileRequest,
  GetLoginProfileResponse,
  LoginProfile,
  UpdateLoginProfileRequest,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import type { User } from '../../state/principals.ts';
import { camelParameters, iamTime } from '../../trail/parameters.ts';
import { findUser, nameOrCaller, onUser } from './entities.ts';
import { alreadyExists, noSuch, validationError } from './refusals.ts';
import { touchedUser } from './touched.ts';

export const createLoginProfile = defineOperation<CreateLoginProfileRequest, CreateLoginProfileResponse>({
  schema: CreateLoginProfile$,
  readOnly: false,
  supports: ['UserName', 'Password', 'PasswordResetRequired'],
  demands: (input, call) => onUser('iam:CreateLoginProfile', nameOrCaller(input.UserName, call), call),

  run(input, call) {
    const user = findUser(call.account, nameOrCaller(input.UserName, call));
    if (user.loginProfile !== undefined) throw alreadyExists(`Login Profile for user ${user.name} already exists.`);
    if (input.Password === undefined) throw validationError('Password should not be empty.');
    user.loginProfile = {
      createdAt: Math.floor(call.now / 1000) * 1000,
      passwordResetRequired: input.PasswordResetRequired ?? false,
      password: input.Password,
    };
    call.account.changed();
    return { LoginProfile: viewProfile(user, user.loginProfile) };
  },

  record: {
    // The password is not recorded.
    request: ({ Password: _password, ...rest }) => camelParameters(rest, iamTime),
    touched: (input) => touchedUser(input.UserName),
  },
});

export const getLoginProfile = defineOperation<GetLoginProfileRequest, GetLoginProfileResponse>({
  schema: GetLoginProfile$,
  readOnly: true,
  supports: ['UserName'],
  demands: (input, call) => onUser('iam:GetLoginProfile', nameOrCaller(input.UserName, call), call),

  run(input, call) {
    const { user, profile } = findProfile(input.UserName, call);
    return { LoginProfile: viewProfile(user, profile) };
  },

  record: { touched: (input) => touchedUser(input.UserName) },
});

export const updateLoginProfile = defineOperation<UpdateLoginProfileRequest, object>({
  schema: UpdateLoginProfile$,
  readOnly: false,
  supports: ['UserName', 'Password', 'PasswordResetRequired'],
  demands: (input, call) => onUser('iam:UpdateLoginProfile', input.UserName ?? '', call),

  run(input, call) {
    const { user, profile } = findProfile(input.UserName, call);
    user.loginProfile = {
      ...profile,
      passwordResetRequired: input.PasswordResetRequired ?? profile.passwordResetRequired,
      password: input.Password ?? profile.password,
    };
    call.account.changed();
    return {};
  },

  record: {
    request: ({ Password: _password, ...rest }) => camelParameters(rest, iamTime),
    touched: (input) => touchedUser(input.UserName),
  },
});

export const deleteLoginProfile = defineOperation<DeleteLoginProfileRequest, object>({
  schema: DeleteLoginProfile$,
  readOnly: false,
  supports: ['UserName'],
  demands: (input, call) => onUser('iam:DeleteLoginProfile', nameOrCaller(input.UserName, call), call),

  run(input, call) {
    const { user } = findProfile(input.UserName, call);
    delete user.loginProfile;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedUser(input.UserName) },
});

type Profile = NonNullable<User['loginProfile']>;

function findProfile(name: string | undefined, call: Call): { readonly user: User; readonly profile: Profile } {
  const user = findUser(call.account, nameOrCaller(name, call));
  const { loginProfile: profile } = user;
  if (profile === undefined) throw noSuch(`Login Profile for User ${user.name} cannot be found.`);
  return { user, profile };
}

function viewProfile(user: User, { createdAt, passwordResetRequired }: Profile): LoginProfile {
  return { UserName: user.name, CreateDate: new Date(createdAt), PasswordResetRequired: passwordResetRequired };
}
