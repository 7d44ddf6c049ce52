import { randomUUID } from 'node:crypto';
import { CreateAlias$ } from '@aws-sdk/client-lambda';
import type { AliasConfiguration, CreateAliasRequest } from '@aws-sdk/client-lambda';
import { defineOperation } from '../../operation.ts';
import { findFunction, onFunction, touchedFunction } from './find-function.ts';
import { conflict, notFound, validationError } from './refusals.ts';

export const createAlias = defineOperation<CreateAliasRequest, AliasConfiguration>({
  schema: CreateAlias$,
  readOnly: false,
  supports: ['FunctionName', 'Name', 'FunctionVersion', 'Description'],
  demands: (input, call) => onFunction('lambda:CreateAlias', input, call),

  run(input, call) {
    const found = findFunction(call, input);
    const name = input.Name ?? '';
    // "(?!^[0-9]+$)([a-zA-Z0-9-_]+)" (API_CreateAlias, "Name").
    if (!/^(?!\d+$)[\w-]{1,128}$/.test(name)) {
      throw validationError(
        'name',
        name,
        'Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)',
      );
    }
    // The account publishes no versions, so there is only the one that is not published.
    if (input.FunctionVersion !== '$LATEST')
      throw notFound(`Function not found: ${found.arn}:${input.FunctionVersion ?? ''}`);
    if (found.aliases.has(name)) throw conflict(`Alias already exists: ${found.arn}:${name}`);
    found.aliases.add(name);
    call.account.changed();
    return {
      AliasArn: `${found.arn}:${name}`,
      Name: name,
      FunctionVersion: '$LATEST',
      Description: input.Description ?? '',
      RevisionId: randomUUID(),
    };
  },

  record: { eventName: 'CreateAlias20150331', touched: (input) => touchedFunction(input) },
});
