/** Spans of a home's past: a week or a month of days, a year of months, and how far back. */
import { TZDate } from '@date-fns/tz'
import { dayAway, monthAway } from '../../time/zone'
import { day } from '../../time/words'

export type SpanName = 'week' | 'month' | 'year'

export interface Past {
  span: SpanName
  /** How many such spans before the one that holds today. */
  back: number
}

export const SPANS: readonly { value: SpanName; label: string }[] = [
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
  { value: 'year', label: 'Year' },
]
const DAYS: Record<'week' | 'month', number> = { week: 7, month: 30 }
const MONTHS = 12
const NAMES: Record<SpanName, string> = { week: 'Last days', month: 'Last 30 days', year: 'Last 12 months' }

/** From where to where, and in what steps. */
export function bounds({ span, back }: Past, now: number, zone: string): { from: number; to: number; grain: 'day' | 'month' } {
  if (span === 'year') {
    const last = 1 - MONTHS * back
    return { from: monthAway(now, last - MONTHS, zone), to: monthAway(now, last, zone), grain: 'month' }
  }
  const last = 1 - DAYS[span] * back
  return { from: dayAway(now, last - DAYS[span], zone), to: dayAway(now, last, zone), grain: 'day' }
}

/** What the card is called: what holds today by its length, what is past by its days or months. */
export function title(past: Past, from: number, to: number, zone: string): string {
  if (past.back === 0) return NAMES[past.span]
  if (past.span === 'year') return `${monthName(from, zone)} ${year(from, zone)} to ${monthName(to - 1, zone)} ${year(to - 1, zone)}`
  return `${day(from, zone)} to ${day(to - 1, zone)}`
}

/** Which of `middles` are named on the axis. */
export function ticks(middles: readonly number[], span: SpanName): number[] {
  const every = { week: 1, month: 7, year: 1 }[span]
  return middles.filter((_, index) => index % every === 0)
}

/** A tick's name: weekday over date, date, or the month's first letters. */
export function tickName(at: number, span: SpanName, zone: string): string {
  if (span === 'year') return monthName(at, zone)
  const [weekday, ...date] = day(at, zone).split(' ')
  return span === 'week' ? `${weekday}\n${date[0]}` : date.join(' ')
}

function monthName(at: number, zone: string): string {
  return day(at, zone).split(' ')[2] ?? ''
}

function year(at: number, zone: string): number {
  return new TZDate(at, zone).getFullYear()
}
