/** Whether anything is wrong, in one sentence. */
import type { LivePoint } from '../../api/types'
import { demandText } from '../../number/units'
import { clock, duration } from '../../time/words'
import { UTILITY_LABELS } from '../../utility/utilities'
import { isStale } from './staleness'

export interface HeadlineStatus {
  level: 'fine' | 'attention' | 'unknown'
  sentence: string
}

const SPIKE_SHOWN_MS = 30 * 60_000

/** The worst thing there is to say about these service points at `now`. */
export function headline(points: readonly LivePoint[], connected: boolean, now: number, zone: string): HeadlineStatus {
  if (points.length === 0) return { level: 'unknown', sentence: connected ? 'Waiting for the first readings.' : 'Looking at your meters.' }
  const spiking = points.find((point) => point.spike !== null && now - point.spike.at < SPIKE_SHOWN_MS)
  if (spiking?.spike) return { level: 'attention', sentence: spikeSentence(spiking, spiking.spike.at, spiking.spike.value, zone) }
  const silent = points.filter((point) => isStale(point, now))
  if (silent[0]) {
    const names = silent.map((point) => UTILITY_LABELS[point.utility].toLowerCase()).join(' and ')
    const age = duration(now - Math.min(...silent.map((point) => point.last_at)))
    return { level: 'unknown', sentence: `No new ${names} readings for ${age}.` }
  }
  return { level: 'fine', sentence: 'Nothing is wrong.' }
}

function spikeSentence(point: LivePoint, at: number, value: number, zone: string): string {
  return `${UTILITY_LABELS[point.utility]} jumped to ${demandText(point.utility, value)} at ${clock(at, zone)}.`
}
