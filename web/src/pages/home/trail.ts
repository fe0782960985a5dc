/** The windows of the last minutes, and where they are heading. */
import type { RecentWindow } from '../../api/types'

/** The trail with a newer window at its end; windows older than `spanMs` leave. A window seen before replaces itself. */
export function addWindow(trail: readonly RecentWindow[], window: RecentWindow, spanMs: number): RecentWindow[] {
  const { window_end, mean, sd, max } = window
  const kept = trail.filter((old) => old.window_end > window_end - spanMs && old.window_end < window_end)
  return [...kept, { window_end, mean, sd, max }]
}

/** Whether the last third of the trail lies clearly above or below the rest; null if it is too short to tell. */
export function trend(trail: readonly RecentWindow[]): 'rising' | 'falling' | 'steady' | null {
  if (trail.length < 6) return null
  const cut = Math.floor((trail.length * 2) / 3)
  const before = mean(trail.slice(0, cut))
  const after = mean(trail.slice(cut))
  const noticeable = Math.max(1, 0.15 * Math.max(Math.abs(before), Math.abs(after)))
  if (Math.abs(after - before) < noticeable) return 'steady'
  return after > before ? 'rising' : 'falling'
}

function mean(windows: readonly RecentWindow[]): number {
  return windows.reduce((sum, window) => sum + window.mean, 0) / windows.length
}
