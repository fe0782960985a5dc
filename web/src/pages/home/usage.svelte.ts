/** The usage a home page shows: today of every utility, and the chosen utility's chosen day and last days. */
import { api, take } from '../../api/client'
import { Resource } from '../../api/resource.svelte'
import type { Home, Usage, UtilityName } from '../../api/types'
import { serverClock } from '../../time/server-clock.svelte'
import { dayAway, dayStart } from '../../time/zone'
import { bounds, type Past } from './history'
import { knownUntil } from './known'

type Grain = 'interval' | 'day' | 'month'

export class HomeUsage {
  today: Record<UtilityName, Resource<Usage>> = {
    electricity: new Resource(),
    gas: new Resource(),
    water: new Resource(),
    export: new Resource(),
  }
  day = new Resource<Usage>()
  days = new Resource<Usage>()
  dayBefore = new Resource<Usage>()

  constructor(readonly home: Home) {}

  /** Reads today of every utility the home has. */
  async readToday(): Promise<void> {
    await Promise.all(this.home.utilities.map((utility) => this.#readToday(utility)))
  }

  /** Reads one past day in intervals. */
  readDay(utility: UtilityName, start: number): Promise<void> {
    const end = dayAway(start, 1, this.home.zone)
    return this.day.read(() => this.#usage(utility, start, end, 'interval'))
  }

  /** Reads a span of the past in days or months. */
  readDays(utility: UtilityName, past: Past): Promise<void> {
    const { from, to, grain } = bounds(past, serverClock.now, this.home.zone)
    return this.days.read(() => this.#usage(utility, from, to, grain))
  }

  /** Reads yesterday up to the time of day that `today` is known to. */
  readDayBefore(today: Usage): Promise<void> {
    const from = dayAway(today.from, -1, this.home.zone)
    const to = from + knownUntil(today) - today.from
    if (to === from) return Promise.resolve()
    return this.dayBefore.read(() => this.#usage(today.utility, from, to, 'interval'))
  }

  async #readToday(utility: UtilityName): Promise<void> {
    const { zone } = this.home
    await this.today[utility].read(() => {
      const from = dayStart(serverClock.now, zone)
      return this.#usage(utility, from, dayAway(from, 1, zone), 'interval')
    })
  }

  #usage(utility: UtilityName, from: number, to: number, grain: Grain): Promise<Usage> {
    const path = { user_id: this.home.user_id, utility }
    return take(api.GET('/v1/usage/{user_id}/{utility}', { params: { path, query: { from, to, grain } } }))
  }
}
