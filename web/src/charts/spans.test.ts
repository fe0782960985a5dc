import { expect, test } from 'vitest'
import type { UsageValue } from '../api/types'
import { spanBox, spanned } from './spans'

function value(start: number, end: number, usage: number | null): UsageValue {
  return { start, end, usage, layer: 'speed', run_id: null, quality: 'provisional', basis: null, completeness: 1, register_event: null }
}

const quarters = [value(0, 10, 5), value(10, 20, null), value(20, 30, null), value(30, 40, 6)]
const span = { start: 10, end: 30, usage: 8, layer: 'speed' as const }

test('a span over several values is as high as its mean', () => {
  expect(spanBox(span, quarters)).toEqual({ start: 10, end: 30, bottom: 0, top: 4 })
})

test('a span inside one day stands on top of the rest of that day', () => {
  expect(spanBox(span, [value(0, 40, 11)])).toEqual({ start: 0, end: 40, bottom: 11, top: 19 })
})

test('only what a span covers is spanned', () => {
  expect(quarters.map((quarter) => spanned(quarter, [span]))).toEqual([false, true, true, false])
})
