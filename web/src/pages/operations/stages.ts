/** The stages from door to page: what is drawn of each, and whether it keeps up. */
import type { StagePoint } from '../../api/types'
import type { Level } from '../../number/level'
import { duration } from '../../time/words'

export interface Measure {
  name: string
  of: (point: StagePoint) => number | null
  text: (value: number) => string
}

export interface Stage {
  name: string
  what: string
  measures: readonly Measure[]
  /** How it is at one point, with at least one of its numbers known. */
  judge: (point: StagePoint) => Verdict
}

export interface Verdict {
  level: Level
  words: string
}

const FINE: Verdict = { level: 'fine', words: 'keeps up' }
const STREAM_BEHIND_S = 60
const ARCHIVE_BEHIND_S = 600 // it puts piles away, minutes apart where little comes
const WINDOW_BEHIND_MS = 180_000 // the longest live window, twice, and the wait for what is late

export const STAGES: readonly Stage[] = [
  {
    name: 'Door',
    what: 'messages that Kafka takes',
    measures: [
      { name: 'Messages', of: (point) => point.messages_per_s, text: rate },
      { name: 'Readings', of: (point) => point.readings_per_s, text: rate },
    ],
    judge: (point) => (point.messages_per_s === 0 ? { level: 'attention', words: 'nothing comes in' } : FINE),
  },
  {
    name: 'Stream',
    what: 'reads and checks them',
    measures: [
      { name: 'Waiting', of: (point) => point.unread, text: messages },
      { name: 'Unusable', of: (point) => point.quarantined_per_s, text: rate },
    ],
    judge: ({ unread, messages_per_s }) => waiting(unread, messages_per_s, STREAM_BEHIND_S),
  },
  {
    name: 'Live windows',
    what: 'what pages show as now',
    measures: [
      { name: 'Newest, age', of: (point) => point.behind_ms, text: duration },
      { name: 'Late readings', of: (point) => point.late_per_s, text: rate },
    ],
    judge: ({ behind_ms }) => (behind_ms !== null && behind_ms > WINDOW_BEHIND_MS ? { level: 'attention', words: `${duration(behind_ms)} behind` } : FINE),
  },
  {
    name: 'Redis',
    what: 'keeps the live view',
    measures: [
      { name: 'Commands', of: (point) => point.redis_commands_per_s, text: rate },
      { name: 'Memory', of: (point) => point.redis_bytes, text: mebibytes },
    ],
    judge: () => FINE,
  },
  {
    name: 'Archive',
    what: 'puts all of it on S3',
    measures: [
      { name: 'Waiting', of: (point) => point.unarchived, text: messages },
      { name: 'Put away', of: (point) => point.archived_per_s, text: rate },
    ],
    judge: ({ unarchived, messages_per_s }) => waiting(unarchived, messages_per_s, ARCHIVE_BEHIND_S),
  },
]

/** How a stage is by its newest point. */
export function verdict(stage: Stage, point: StagePoint | undefined): Verdict {
  if (!point) return { level: 'unknown', words: 'looking' }
  const silent = stage.measures.every((measure) => measure.of(point) === null)
  return silent ? { level: 'unknown', words: 'does not answer' } : stage.judge(point)
}

/** What waits is too much where it is more than comes in so many seconds, and more than a hundred messages. */
function waiting(count: number | null, perSecond: number | null, seconds: number): Verdict {
  if (count === null || count <= Math.max(100, seconds * (perSecond ?? 0))) return FINE
  return { level: 'attention', words: `${messages(count)} messages behind` }
}

function rate(value: number): string {
  return `${value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })} /s`
}

function messages(value: number): string {
  return value.toLocaleString('en')
}

function mebibytes(value: number): string {
  const mib = value / 2 ** 20
  return `${mib.toLocaleString('en', { maximumFractionDigits: mib < 10 ? 1 : 0 })} MiB`
}
