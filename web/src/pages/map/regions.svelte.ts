/** The live load of every county, and how it moved while the page was open. */
import { listen } from '../../api/events'
import type { County, Regions, UtilityName } from '../../api/types'
import type { WindowMean } from '../../charts/sparkline'
import { serverClock } from '../../time/server-clock.svelte'

export const TRAIL_MS = 30 * 60_000

/** The county of homes that nobody has placed. */
const NOWHERE = '00000'

export class RegionFeed {
  regions = $state.raw<Regions | null>(null)
  connected = $state<boolean | null>(null)
  trails = $state.raw<ReadonlyMap<string, WindowMean[]>>(new Map())

  /** Follows one utility; returns what stops it. */
  follow(utility: UtilityName): () => void {
    this.regions = null
    this.trails = new Map()
    return listen<Regions>(`/v1/regions/events?utility=${utility}`, 'regions', {
      onvalue: (regions) => this.#take(regions),
      onstate: (connected) => (this.connected = connected),
    })
  }

  #take(regions: Regions): void {
    serverClock.set(regions.now)
    const counties = regions.counties.filter((county) => county.county !== NOWHERE)
    this.trails = new Map(counties.map((county) => [county.county, this.#longer(county)]))
    this.regions = { ...regions, counties }
  }

  #longer(county: County): WindowMean[] {
    const trail = this.trails.get(county.county) ?? []
    const { window_end, load } = county
    if (window_end === null || load === null) return trail
    const kept = trail.filter((old) => old.window_end < window_end && old.window_end > window_end - TRAIL_MS)
    return [...kept, { window_end, mean: load }]
  }
}
