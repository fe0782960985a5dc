/** The last live windows of a service point, and where they are heading. */
import type { Alert, LivePoint, PastWindow, UtilityName } from '../../api/types'

/** The window that a live answer holds. */
export function windowOf({ window_end, n, mean, sd, min, max }: LivePoint): PastWindow {
  return { window_end, n, mean, sd, min, max, alert_id: null }
}

/** Both trails as one, of which the newest `most` stay; of a window that both have, the first one's counts. */
export function joined(known: readonly PastWindow[], more: readonly PastWindow[], most: number): PastWindow[] {
  const all = new Map([...more, ...known].filter((window) => window.n > 0).map((window) => [window.window_end, window]))
  return [...all.values()].sort((a, b) => a.window_end - b.window_end).slice(-most)
}

/** The trail with the windows marked that are part of an alert. */
export function flagged(trail: readonly PastWindow[], utility: UtilityName, alerts: readonly Alert[], windowMs: number): PastWindow[] {
  const own = alerts.filter((alert) => alert.utility === utility && alert.kind !== 'silent' && alert.kind !== 'outage')
  return trail.map((window) => {
    const alert = own.find(({ start, end }) => start < window.window_end && (end === null || end > window.window_end - windowMs))
    return { ...window, alert_id: alert?.id ?? window.alert_id }
  })
}

/** Whether the last third of the trail lies clearly above or below the rest; null if it is too short to tell. */
export function trend(trail: readonly { mean: number }[]): 'rising' | 'falling' | 'steady' | null {
  if (trail.length < 6) return null
  const cut = Math.floor((trail.length * 2) / 3)
  const before = mean(trail.slice(0, cut))
  const after = mean(trail.slice(cut))
  const noticeable = Math.max(1, 0.15 * Math.max(Math.abs(before), Math.abs(after)))
  if (Math.abs(after - before) < noticeable) return 'steady'
  return after > before ? 'rising' : 'falling'
}

function mean(windows: readonly { mean: number }[]): number {
  return windows.reduce((sum, window) => sum + window.mean, 0) / windows.length
}
