/** A moment as the reader's clock shows it, to the second, with the day where that is not today. */
export function timeInZone(at: number, now = Date.now()): string {
  const time = { hour: 'numeric', minute: '2-digit', second: '2-digit' } as const;
  const then = new Date(at);
  return then.toDateString() === new Date(now).toDateString()
    ? then.toLocaleTimeString([], time)
    : then.toLocaleString([], { month: 'short', day: 'numeric', ...time });
}
