/** Queues outside the store in which lies what nobody but an operator can bring further, each with about how much. */
export type DeadEnds = () => Promise<readonly { readonly name: string; readonly number: number }[]>;
