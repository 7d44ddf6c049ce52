/** Targets of one plan: what people can read in a modal and tell apart. */
export const PLAN_TARGETS = 10;
