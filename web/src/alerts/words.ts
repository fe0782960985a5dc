/** Alerts in words: what, since when, for how much. */
import type { Alert } from '../api/types'
import { moneyText } from '../number/money'
import { clock, day, duration, moment } from '../time/words'

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
