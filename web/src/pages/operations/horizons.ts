/** Zones by the local midnight up to which they are confirmed. */
import type { Horizon } from '../../api/types'
import { day, zoneName } from '../../time/words'

export interface ConfirmedDay {
  /** The last day that is confirmed. */
  day: string
  zones: string
  runs: string
}

/** One entry a day, the one furthest behind first. */
export function byConfirmedDay(horizons: readonly Horizon[]): ConfirmedDay[] {
  const days = new Map<string, Horizon[]>()
  for (const horizon of horizons.toSorted((a, b) => a.horizon - b.horizon)) {
    const name = day(horizon.horizon - 1, horizon.zone)
    days.set(name, [...(days.get(name) ?? []), horizon])
  }
  return [...days].map(([name, own]) => {
    const runs = [...new Set(own.map((one) => one.run_id))].sort((a, b) => a - b)
    const zones = own.map((one) => zoneName(one.zone)).sort()
    return { day: name, zones: zones.join(', '), runs: runs.length > 1 ? `${runs[0]} to ${runs.at(-1)}` : `${runs[0]}` }
  })
}
