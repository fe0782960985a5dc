/** The newest alerts of all homes, and those that last: told as soon as one opens, changes or clears. */
import { listen } from '../api/events'
import type { Alert, Alerts } from '../api/types'
import { serverClock } from '../time/server-clock.svelte'
import { bySeverity } from './severity'

/** Alerts tell of homes, which are not for analysts. */
const MAY_SEE: readonly string[] = ['operator', 'administrator']

export class AlertFeed {
  #all = $state.raw<readonly Alert[] | null>(null)
  connected = $state<boolean | null>(null)

  get loaded(): boolean {
    return this.#all !== null
  }

  /** Those that last, outages before all else, then the worst. */
  get lasting(): readonly Alert[] {
    return (this.#all ?? []).filter((alert) => alert.end === null).toSorted((a, b) => outage(b) - outage(a) || bySeverity(a, b))
  }

  get ended(): readonly Alert[] {
    return (this.#all ?? []).filter((alert) => alert.end !== null)
  }

  /** Follows them; returns what stops it. */
  follow(): () => void {
    return listen<Alerts>('/v1/alerts/events', 'alerts', {
      onvalue: ({ now, alerts }) => {
        serverClock.set(now)
        this.#all = alerts
      },
      onstate: (connected) => (this.connected = connected),
    })
  }
}

/** Whether a role may see alerts of homes that are not its own. */
export function seesAlerts(role: string | undefined): boolean {
  return role !== undefined && MAY_SEE.includes(role)
}

function outage(alert: Alert): number {
  return alert.kind === 'outage' ? 1 : 0
}
