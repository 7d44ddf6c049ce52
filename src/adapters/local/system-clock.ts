import { randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';

/** Digits of 2^128 in base 36. */
const ID_LENGTH = 25;

/** The machine's own time, and ids from its random source. */
export const systemClock: Clock = {
  now: () => Date.now(),
  id: () =>
    BigInt(`0x${randomBytes(16).toString('hex')}`)
      .toString(36)
      .padStart(ID_LENGTH, '0'),
};
