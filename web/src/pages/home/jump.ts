/** A jump as its alert tells it, so that the whole page says one time and the same figures. */
import type { Alert, Spike } from '../../api/types'
import { figure } from '../../number/evidence'

/** `start` is null until the alert has been read. */
export interface Jump {
  start: number | null
  value: number
  usual: number
}

/** What is known of a spike, from its alert's evidence if that has been read. */
export function jumpOf(spike: Spike, alerts: readonly Alert[]): Jump {
  const alert = alerts.find((one) => one.id === spike.alert_id)
  if (!alert) return { start: null, value: spike.value, usual: spike.mean }
  return { start: alert.start, value: figure(alert, 'value'), usual: figure(alert, 'mean') }
}
