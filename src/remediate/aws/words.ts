/** A time as plans tell it: `2026-11-29 19:10 UTC`. */
export function atMinute(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
