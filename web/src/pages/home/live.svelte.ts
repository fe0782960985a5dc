/** What a home's meters say now, and their last live windows, which the server keeps for homes that are watched. */
import { api, take } from '../../api/client'
import { listen } from '../../api/events'
import { ProblemError } from '../../api/problem'
import type { Live, LivePoint, PastWindow, Trails, UtilityName } from '../../api/types'
import { serverClock } from '../../time/server-clock.svelte'
import { joined, windowOf } from './trail'

export const MOST_WINDOWS = 60

export class LiveFeed {
  points = $state.raw<Partial<Record<UtilityName, LivePoint>>>({})
  trails = $state.raw<Partial<Record<UtilityName, readonly PastWindow[]>>>({})
  connected = $state<boolean | null>(null)
  /** Whether the server has said what it knows of this home: what is not there then has never been read. */
  answered = $state(false)
  problem = $state.raw<ProblemError | null>(null)

  /** Follows one home; returns what stops it. */
  follow(userId: number): () => void {
    this.points = {}
    this.trails = {}
    this.answered = false
    this.problem = null
    return listen<Live>(`/v1/live/${userId}/events`, 'live', {
      onvalue: (live) => this.#take(live),
      onstate: (connected) => {
        this.connected = connected
        if (connected) void this.#readTrails(userId)
      },
    })
  }

  /** Windows from before this page was opened, or while its connection was lost. */
  async #readTrails(user_id: number): Promise<void> {
    try {
      const known: Trails = await take(api.GET('/v1/live/{user_id}/windows', { params: { path: { user_id } } }))
      for (const { utility, windows } of known.service_points) this.#add(utility, windows)
      this.#know()
    } catch (cause) {
      this.problem = cause as ProblemError
    }
  }

  #know(): void {
    this.answered = true
    this.problem = null
  }

  #take(live: Live): void {
    serverClock.set(live.now)
    for (const point of live.service_points) this.#add(point.utility, [windowOf(point)])
    this.#know()
    this.points = Object.fromEntries(live.service_points.map((point) => [point.utility, point]))
  }

  #add(utility: UtilityName, windows: readonly PastWindow[]): void {
    this.trails = { ...this.trails, [utility]: joined(windows, this.trails[utility] ?? [], MOST_WINDOWS) }
  }
}
