import { DeactivateMFADevice$, ListMFADevices$ } from '@aws-sdk/client-iam';
import type { DeactivateMFADeviceRequest, ListMFADevicesRequest, ListMFADevicesResponse } from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import { findUser, listPage, nameOrCaller, onUser } from './entities.ts';
import { noSuch } from './refusals.ts';
import { touchedUser } from './touched.ts';

export const listMfaDevices = defineOperation<ListMFADevicesRequest, ListMFADevicesResponse>({
  schema: ListMFADevices$,
  readOnly: true,
  supports: ['UserName', 'Marker', 'MaxItems'],
  demands: (input, call) => onUser('iam:ListMFADevices', nameOrCaller(input.UserName, call), call),

  run(input, call) {
    const user = findUser(call.account, nameOrCaller(input.UserName, call));
    const { items, ...rest } = listPage(user.mfaDevices, input);
    return {
      ...rest,
      MFADevices: items.map(({ serial, enabledAt }) => ({
        UserName: user.name,
        SerialNumber: serial,
        EnableDate: new Date(enabledAt),
      })),
    };
  },
});

export const deactivateMfaDevice = defineOperation<DeactivateMFADeviceRequest, object>({
  schema: DeactivateMFADevice$,
  readOnly: false,
  supports: ['UserName', 'SerialNumber'],
  demands: (input, call) => onUser('iam:DeactivateMFADevice', nameOrCaller(input.UserName, call), call),

  run(input, call) {
    const user = findUser(call.account, nameOrCaller(input.UserName, call));
    const index = user.mfaDevices.findIndex(({ serial }) => serial === input.SerialNumber);
    if (index < 0) throw noSuch(`MFA Device invalid for user.`);
    user.mfaDevices.splice(index, 1);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedUser(input.UserName) },
});
