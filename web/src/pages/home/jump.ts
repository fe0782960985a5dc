/** A jump as its alert tells it, so that the whole page says one time and the same figures. */
import type { Alert, Spike, UtilityName } from '../../api/types'
import { figure } from '../../number/evidence'
import { demandText } from '../../number/units'
import { UTILITY_LABELS } from '../../utility/utilities'

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

/** An alert in a sentence; kinds without words of their own keep the API's. */
export function alertSentence(alert: Alert): string {
  if (alert.kind !== 'spike') return alert.sentence
  const [value, mean] = [figure(alert, 'value'), figure(alert, 'mean')]
  return `${UTILITY_LABELS[alert.utility]} jumped to ${demandText(alert.utility, value)}; ${usualText(alert.utility, mean)}.`
}

/** Such as "846 W was usual" */
export function usualText(utility: UtilityName, usual: number): string {
  return `${demandText(utility, usual)} was usual`
}
