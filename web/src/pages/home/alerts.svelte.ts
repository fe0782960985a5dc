/** What stood out in a home lately: told as soon as it opens, changes or clears. */
import { listen } from '../../api/events'
import type { Alert, Alerts, Home } from '../../api/types'
import { bySeverity } from '../../alerts/severity'

const SHOWN = 6

export class HomeAlerts {
  #all = $state.raw<readonly Alert[] | null>(null)
  connected = $state<boolean | null>(null)

  constructor(readonly home: Home) {}

  get list(): readonly Alert[] {
    return this.#all ?? []
  }

  get loaded(): boolean {
    return this.#all !== null
  }

  /** Those that last, the worst first. */
  get lasting(): readonly Alert[] {
    return this.list.filter((alert) => alert.end === null).toSorted(bySeverity)
  }

  /** What is on the card: all that last, and the newest of the rest. */
  get shown(): readonly Alert[] {
    const { lasting } = this
    const past = this.list.filter((alert) => alert.end !== null)
    return [...lasting, ...past.slice(0, Math.max(0, SHOWN - lasting.length))]
  }

  /** Follows the home; returns what stops it. */
  follow(): () => void {
    return listen<Alerts>(`/v1/alerts/events?user_id=${this.home.user_id}`, 'alerts', {
      onvalue: (answer) => (this.#all = answer.alerts),
      onstate: (connected) => (this.connected = connected),
    })
  }
}
