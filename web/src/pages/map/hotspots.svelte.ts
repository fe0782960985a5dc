/** What is hot now, for those who may see it. */
import { listen } from '../../api/events'
import type { Hotspot, Hotspots, UtilityName } from '../../api/types'

/** Analysts see counties, not what tells of single homes. */
const MAY_SEE: readonly string[] = ['operator', 'administrator']

export class HotspotFeed {
  hotspots = $state.raw<readonly Hotspot[] | null>(null)

  /** Follows one utility; returns what stops it. */
  follow(utility: UtilityName): () => void {
    this.hotspots = null
    return listen<Hotspots>(`/v1/hotspots/events?utility=${utility}`, 'hotspots', {
      onvalue: (answer) => (this.hotspots = answer.hotspots),
      onstate: () => undefined,
    })
  }
}

/** Whether a role may see hotspots. */
export function seesHotspots(role: string | undefined): boolean {
  return role !== undefined && MAY_SEE.includes(role)
}
