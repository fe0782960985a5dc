/** What a utility does now, in a word or two. */
import type { LivePoint, PastWindow } from '../../api/types'
import { trend } from './trail'

const JUMPED_MS = 2 * 60_000

/** Its last reading decides whether it is in use; a jump is told while it is new, then where things went after it.
 * `covered`: its panels make more than the home needs just now. */
export function stateWord(point: LivePoint, trail: readonly PastWindow[], now: number, covered = false): string {
  if (point.demand === 0 && covered) return 'panels cover it'
  if (point.demand === 0) return point.utility === 'export' ? 'nothing to spare' : 'not in use'
  const jumped = point.spike?.at ?? -Infinity
  if (now - jumped < JUMPED_MS) return 'jumped'
  return trend(trail.filter((window) => window.window_end > jumped)) ?? (point.utility === 'export' ? 'to the grid' : 'in use')
}
