/** Whether anything is wrong, in one sentence. */
import type { Alert, LivePoint } from '../../api/types'
import type { Level } from '../../number/level'
import { demandText } from '../../number/units'
import { bySeverity } from '../../alerts/severity'
import { clock, day, duration } from '../../time/words'
import { UTILITY_LABELS } from '../../utility/utilities'
import { jumpOf, type Jump } from './jump'
import { isStale } from './staleness'

export interface HeadlineStatus {
  level: Level
  sentence: string
}

export interface Seen {
  points: readonly LivePoint[]
  alerts: readonly Alert[]
  /** Whether the server has said what it knows of this home. */
  answered: boolean
}

const SPIKE_SHOWN_MS = 30 * 60_000

/** The worst thing there is to say about these service points at `now`. */
export function headline({ points, alerts, answered }: Seen, now: number, zone: string): HeadlineStatus {
  if (points.length === 0) return { level: 'unknown', sentence: answered ? 'No live reading has come from your meters.' : 'Looking at your meters.' }
  const spiking = points.find((point) => point.spike !== null && now - point.spike.at < SPIKE_SHOWN_MS)
  if (spiking?.spike) return { level: 'attention', sentence: jumpSentence(spiking, jumpOf(spiking.spike, alerts), zone) }
  const worst = alerts.filter(({ end, kind }) => end === null && kind !== 'silent').toSorted(bySeverity)[0]
  if (worst) return { level: worst.severity === 'critical' ? 'urgent' : 'attention', sentence: lastingSentence(worst, now, zone) }
  const silent = points.filter((point) => point.status === 'silent' || isStale(point, now))
  if (silent[0]) {
    const age = duration(now - Math.min(...silent.map((point) => point.last_at)))
    return { level: 'unknown', sentence: `No new ${silentNames(silent, points.length)} for ${age}.` }
  }
  return { level: 'fine', sentence: 'Nothing is wrong.' }
}

function silentNames(silent: readonly LivePoint[], all: number): string {
  if (silent.length === all && all > 1) return 'readings from any of your meters'
  const names = silent.map(({ utility }) => UTILITY_LABELS[utility].toLowerCase())
  const last = names.pop()
  return `${names.length ? `${names.join(', ')} and ` : ''}${last} readings`
}

function lastingSentence(alert: Alert, now: number, zone: string): string {
  const since = day(alert.start, zone) === day(now, zone) ? clock(alert.start, zone) : day(alert.start, zone)
  const whose = alert.kind === 'leak' || alert.kind === 'night_flow' || alert.kind === 'gas_in_summer' ? '' : `${UTILITY_LABELS[alert.utility]}: `
  const what = whose ? alert.title.charAt(0).toLowerCase() + alert.title.slice(1) : alert.title
  return `${whose}${what}, since ${since}.`
}

function jumpSentence({ utility }: LivePoint, { start, value }: Jump, zone: string): string {
  const when = start === null ? '' : ` at ${clock(start, zone)}`
  return `${UTILITY_LABELS[utility]} jumped to ${demandText(utility, value)}${when}.`
}
