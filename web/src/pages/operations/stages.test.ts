import { expect, test } from 'vitest'
import type { StagePoint } from '../../api/types'
import { STAGES, verdict } from './stages'

const fine: StagePoint = {
  at: 1, messages_per_s: 500, unread: 900, readings_per_s: 1000, late_per_s: 0, quarantined_per_s: 0, behind_ms: 18_000,
  redis_commands_per_s: 4000, redis_bytes: 300 * 2 ** 20, archived_per_s: 480, unarchived: 20_000,
}
const told = (changes: Partial<StagePoint>): Record<string, string> =>
  Object.fromEntries(STAGES.map((stage) => [stage.name, verdict(stage, { ...fine, ...changes }).words]))

test('every stage keeps up while what waits is what came just now', () => {
  expect(new Set(Object.values(told({})))).toEqual(new Set(['keeps up']))
})

test('a stage that falls behind says by how much, and the others do not', () => {
  expect(told({ unread: 40_000 })).toMatchObject({ Stream: '40,000 messages behind', Archive: 'keeps up' })
  expect(told({ unarchived: 400_000 })).toMatchObject({ Archive: '400,000 messages behind', Stream: 'keeps up' })
  expect(told({ behind_ms: 240_000 })).toMatchObject({ 'Live windows': '4 min behind' })
})

test('a few messages are no queue, however little comes in', () => {
  expect(told({ messages_per_s: 0, unread: 3 })).toMatchObject({ Door: 'nothing comes in', Stream: 'keeps up' })
})

test('a part that says nothing is unknown, never fine', () => {
  expect(told({ redis_bytes: null, redis_commands_per_s: null })).toMatchObject({ Redis: 'does not answer', Door: 'keeps up' })
  expect(verdict(STAGES[0]!, undefined).level).toBe('unknown')
})

test('numbers are short, with their units', () => {
  const texts = STAGES.flatMap((stage) => stage.measures.map((measure) => measure.text(measure.of(fine) ?? 0)))
  expect(texts).toEqual(['500 /s', '1,000 /s', '900', '0 /s', '18 s', '0 /s', '4,000 /s', '300 MiB', '20,000', '480 /s'])
})
