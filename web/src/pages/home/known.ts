/** How far an answer reaches. */
import type { Usage } from '../../api/types'

/** The end of the last value or span that is known; the asked start where nothing is. */
export function knownUntil(usage: Usage): number {
  const ends = usage.values.filter((value) => value.usage !== null).map((value) => value.end)
  return Math.max(usage.from, ...ends, ...usage.unallocated.map((span) => span.end))
}
