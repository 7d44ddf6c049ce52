/** Gives the focus to what comes with the next drawing of the page, where it comes. */
export function focusSoon(find: () => HTMLElement | null | undefined): void {
  requestAnimationFrame(() => find()?.focus());
}
