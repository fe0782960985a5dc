/** Alerts in words: what, since when, for how much. */
import type { Alert, UtilityName } from '../api/types'
import { figure } from '../number/evidence'
import { moneyText } from '../number/money'
import { demandText } from '../number/units'
import { clock, day, duration, moment } from '../time/words'
import { UTILITY_LABELS } from '../utility/utilities'

/** "since 14:05, still going on (2 h)", "Sat 21 Nov, 14:05, for 20 min" */
export function whenText(alert: Pick<Alert, 'start' | 'end'>, now: number, zone: string): string {
  const { start, end } = alert
  const began = day(start, zone) === day(now, zone) ? clock(start, zone) : moment(start, zone)
  if (end === null) return `since ${began}, still going on (${duration(now - start)})`
  return `${began}, for ${duration(end - start)}`
}

/** "about $12 so far"; null if it costs nothing or nobody can tell. */
export function costText({ cost, end }: Pick<Alert, 'cost' | 'end'>): string | null {
  if (cost === null || Number(cost) === 0) return null
  return `about ${moneyText(cost)}${end === null ? ' so far' : ''}`
}

/** What was seen; kinds without words of their own keep the API's. */
export function alertSentence(alert: Pick<Alert, 'kind' | 'utility' | 'sentence' | 'evidence'>): string {
  if (alert.kind !== 'spike') return alert.sentence
  const [value, mean] = [figure(alert, 'value'), figure(alert, 'mean')]
  return `${UTILITY_LABELS[alert.utility]} jumped to ${demandText(alert.utility, value)}; ${usualText(alert.utility, mean)}.`
}

/** "846 W was usual" */
export function usualText(utility: UtilityName, usual: number): string {
  return `${demandText(utility, usual)} was usual`
}

/** "Jefferson, AL, home 64"; what concerns more than a home is told by its place alone. */
export function whereText({ place, user_id }: Pick<Alert, 'place' | 'user_id'>): string {
  return user_id === null ? place : `${place}, home ${user_id}`
}
