import type { Action } from '../action.ts';
import { isolateInstance } from './isolate-instance.ts';
import { revokeIngress } from './revoke-ingress.ts';
import { stopInstance } from './stop-instance.ts';
import { terminateInstance } from './terminate-instance.ts';

/** Every action, in the order in which cards offer them. A test compares this list to the folder. */
export const actions: readonly Action[] = [terminateInstance, stopInstance, isolateInstance, revokeIngress];
