/** A moment as the reader's clock shows it, to the second. */
export function timeInZone(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit', second: '2-digit' });
}
