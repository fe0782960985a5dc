/** When a live number is too old to be called live. */
import type { LivePoint } from '../../api/types'

const WINDOWS_MISSED = 6

/** Whether the meter has been silent for several windows. */
export function isStale(point: LivePoint, now: number): boolean {
  return now - point.last_at > WINDOWS_MISSED * point.window_ms
}
