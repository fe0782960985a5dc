import { describe, expect, it } from 'vitest'
import { because, summary, when, type DayQuality, type Finding } from './words'

const START = Date.parse('2026-03-07T05:00:00Z')
const QUARTER = 900_000
const ZONE = 'America/New_York'

function finding(first: number, count: number, whole = false): Finding {
  const [start, end] = [START + first * QUARTER, START + (first + count) * QUARTER]
  return { rule: 'line', start, end, whole_day: whole, evidence: {}, sentence: 'It lies on a line.' }
}

function day(counts: Partial<DayQuality['counts']>, findings: Finding[] = []): DayQuality {
  const all = { measured: 0, estimated: 0, edited: 0, provisional: 0, missing: 0, ...counts }
  const qualities = Object.entries(all).flatMap(([quality, count]) => Array<string>(count).fill(quality))
  const intervals = qualities.map((quality, place) => ({
    start: START + place * QUARTER,
    end: START + (place + 1) * QUARTER,
    usage: quality === 'missing' ? null : 100,
    quality: quality as DayQuality['intervals'][number]['quality'],
    how: quality === 'missing' ? null : quality === 'estimated' ? ('line' as const) : ('reading' as const),
    rules: [],
  }))
  const of = { user_id: 64, utility: 'gas' as const, unit: 'mL' as const, zone: ZONE, day: '2026-03-07', run_id: 1 }
  return { ...of, counts: all, intervals, findings }
}

describe('how sure a day is', () => {
  it('counts the quarter hours of each quality', () => {
    expect(summary(day({ measured: 92, estimated: 4 }))).toBe('92 of 96 quarter hours measured, 4 estimated')
    expect(summary(day({ measured: 100 }))).toBe('All 100 quarter hours measured')
    expect(summary(day({ provisional: 31, missing: 1 }))).toBe(
      '31 of 32 quarter hours live, not yet confirmed, 1 without data',
    )
    expect(summary(day({}))).toBe('Nothing of this day is over yet')
  })

  it('says of which time a finding is', () => {
    expect(when(finding(12, 9), ZONE)).toBe('03:00 to 05:15')
    expect(when(finding(0, 96, true), ZONE)).toBe('Whole day')
  })

  it('tells a receipt how and why', () => {
    const found = day({ measured: 2, estimated: 2 }, [finding(2, 2), finding(0, 4, true)])
    expect(because(found, START + 2 * QUARTER)).toEqual([
      ['Quality', 'estimated'],
      ['How', 'on the line between two readings'],
      ['Why', 'It lies on a line.'],
    ])
    expect(because(found, START)).toEqual([['Quality', 'measured']])
    expect(because(found, START - QUARTER)).toEqual([])
  })
})
