/** What a home's meters say now, and how they moved in the last minutes. */
import { listen } from '../../api/events'
import type { Live, LivePoint, RecentWindow, UtilityName } from '../../api/types'
import { serverClock } from '../../time/server-clock.svelte'
import { addWindow } from './trail'

export const TRAIL_MS = 10 * 60_000

export class LiveFeed {
  points = $state.raw<Partial<Record<UtilityName, LivePoint>>>({})
  trails = $state.raw<Partial<Record<UtilityName, RecentWindow[]>>>({})
  connected = $state<boolean | null>(null)
  since = $state<number | null>(null) // when the first window of the trails began

  /** Follows one home; returns what stops it. */
  follow(userId: number): () => void {
    this.points = {}
    this.trails = {}
    this.since = null
    return listen<Live>(`/v1/live/${userId}/events`, 'live', {
      onvalue: (live) => this.#take(live),
      onstate: (connected) => (this.connected = connected),
    })
  }

  #take(live: Live): void {
    serverClock.set(live.now)
    const trails = { ...this.trails }
    for (const point of live.service_points) {
      trails[point.utility] = addWindow(trails[point.utility] ?? point.recent, point, TRAIL_MS)
    }
    this.trails = trails
    this.since ??= beginning(live.service_points)
    this.points = Object.fromEntries(live.service_points.map((point) => [point.utility, point]))
  }
}

function beginning(points: readonly LivePoint[]): number | null {
  const starts = points.map((point) => (point.recent[0]?.window_end ?? point.window_end) - point.window_ms)
  return starts.length ? Math.min(...starts) : null
}
