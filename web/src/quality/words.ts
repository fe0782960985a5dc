/** How sure a day is, in words: of its quarter hours so many are measured, and what was found in the others. */
import type { components } from '../api/schema'
import { clock } from '../time/words'

export type DayQuality = components['schemas']['DayQuality']
export type Finding = components['schemas']['Finding']
export type IntervalQuality = components['schemas']['IntervalQuality']

const ORDER = ['measured', 'estimated', 'edited', 'provisional', 'missing'] as const
const QUALITY_WORDS: Record<IntervalQuality['quality'], string> = {
  measured: 'measured',
  estimated: 'estimated',
  edited: 'edited',
  provisional: 'live, not yet confirmed',
  missing: 'without data',
}

/** How a value was found, for receipts. */
export const HOW_WORDS: Record<NonNullable<IntervalQuality['how']>, string> = {
  reading: 'readings at both ends',
  line: 'on the line between two readings',
  usual: 'spread as these hours usually are',
  temperature: 'spread by how cold it was',
  even: 'spread evenly over a time without readings',
  catch_up: 'spread over the time the register stood still',
  register: 'around a step of the register',
  correction: 'from a corrected read',
}

/** "92 of 96 quarter hours measured, 4 estimated", without a full stop. */
export function summary(quality: DayQuality): string {
  const all = quality.intervals.length
  if (all === 0) return 'Nothing of this day is over yet'
  const there = ORDER.filter((name) => quality.counts[name] > 0)
  const [first, ...rest] = there.map((name) => [quality.counts[name], QUALITY_WORDS[name]] as const)
  if (!first) return ''
  if (rest.length === 0) return `All ${all} quarter hours ${first[1]}`
  const more = rest.map(([count, words]) => `, ${count} ${words}`).join('')
  return `${first[0]} of ${all} quarter hours ${first[1]}${more}`
}

/** "03:00 to 05:15", or that it is of the whole day. */
export function when(finding: Finding, zone: string): string {
  return finding.whole_day ? 'Whole day' : `${clock(finding.start, zone)} to ${clock(finding.end, zone)}`
}

/** What a receipt of one interval adds: its quality with how and why. */
export function because(quality: DayQuality, start: number): [string, string][] {
  const interval = quality.intervals.find((each) => each.start === start)
  if (!interval) return []
  const rows: [string, string][] = [['Quality', QUALITY_WORDS[interval.quality]]]
  if (interval.how && interval.how !== 'reading') rows.push(['How', HOW_WORDS[interval.how]])
  const why = quality.findings.filter((each) => !each.whole_day && each.start <= start && start < each.end)
  return why.length ? [...rows, ['Why', why.map((each) => each.sentence).join(' ')]] : rows
}
