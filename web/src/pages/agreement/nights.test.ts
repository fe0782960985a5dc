import { expect, test } from 'vitest'
import type { Night, UtilityMatch } from '../../api/types'
import { byDay, byUtility, sentence, sum } from './nights'

const water = (changes: Partial<UtilityMatch> = {}): UtilityMatch => ({
  utility: 'water', compared: 100, matched: 98, share: 0.98, explained: { late: 2 }, unexplained: 0, p50: 0, p99: 40, ...changes,
})
const night = (changes: Partial<Night> = {}): Night => ({
  run_id: 3, zone: 'America/Chicago', day: '2026-03-08', compared: 100, matched: 98, share: 0.98,
  explained: { late: 2 }, unexplained: 0, only_points: null, utilities: [water()], ...changes,
})

test('a day is the sum of its zones, each by its newest run, the oldest day first', () => {
  const days = byDay([
    night(), night({ run_id: 5, matched: 100, explained: {} }), night({ zone: 'America/Denver', explained: { late: 1, clock: 1 } }),
    night({ day: '2026-03-07' }),
  ])
  expect(days.map((day) => [day.day, day.compared, day.matched, day.explained])).toEqual([
    ['2026-03-07', 100, 98, { late: 2 }],
    ['2026-03-08', 200, 198, { late: 1, clock: 1 }],
  ])
})

test('a run that settled a home again adds what was corrected, and does not stand for its zone', () => {
  const few = { compared: 4, matched: 3, explained: { correction: 1 } }
  const [day] = byDay([night(), night({ run_id: 4, only_points: 1, ...few, utilities: [water(few)] })])
  expect([day!.compared, day!.matched, day!.explained]).toEqual([100, 97, { late: 2, correction: 1 }])
  expect(byUtility(day!)[0]).toMatchObject({ compared: 100, matched: 97, explained: { late: 2, correction: 1 } })
  expect(byDay([night({ run_id: 4, only_points: 1, ...few })])).toEqual([])
})

test('utilities keep their order, and no zone is further apart than what is said', () => {
  const [day] = byDay([
    night({ utilities: [water(), water({ utility: 'electricity', p99: 3 })] }),
    night({ zone: 'America/Denver', utilities: [water({ p99: 7 })] }),
  ])
  expect(byUtility(day!).map((each) => [each.utility, each.compared, each.p99])).toEqual([['electricity', 100, 3], ['water', 200, 40]])
})

test('a day in words', () => {
  const of = (changes: Partial<Night>) => sentence(byDay([night(changes)])[0]!)
  expect(of({ matched: 100 })).toBe('Every settled reading is the one that was shown live.')
  expect(of({})).toBe('2 readings differ, each for a known reason.')
  expect(of({ matched: 99, unexplained: 1 })).toBe('1 reading differs, and 1 of them without a reason: that is a fault of ours.')
})

test('nothing compared is no difference', () => {
  expect(sum([]).share).toBe(1)
})
