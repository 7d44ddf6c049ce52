/** A value that is there already, or will be: what remembers in memory need not make anybody wait. */
export type Awaitable<Value> = Value | Promise<Value>;

/** Goes on with a value as soon as it is there: at once, if it can. */
export function whenThere<Value, Result>(
  value: Awaitable<Value>,
  next: (value: Value) => Awaitable<Result>,
): Awaitable<Result> {
  return value instanceof Promise ? later(value, next) : next(value);
}

async function later<Value, Result>(value: Promise<Value>, next: (value: Value) => Awaitable<Result>): Promise<Result> {
  return next(await value);
}

/** All of the values, at once where all are there. */
export function allThere<Value>(values: readonly Awaitable<Value>[]): Awaitable<readonly Value[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as readonly Value[]);
}
