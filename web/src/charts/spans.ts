/** Spans whose usage is known only as a whole: where they stand among the values. */
import type { Unallocated, UsageValue } from '../api/types'

export interface SpanBox {
  start: number
  end: number
  bottom: number
  top: number
}

/** Whether a value has no amount of its own because a span covers it. */
export function spanned(value: UsageValue, spans: readonly Unallocated[]): boolean {
  return spans.some((span) => value.start >= span.start && value.end <= span.end)
}

/** A span over several values is as high as its mean; one inside a single value stands on top of it. */
export function spanBox(span: Unallocated, values: readonly UsageValue[]): SpanBox {
  const whole = values.find((value) => value.start <= span.start && span.end <= value.end)
  if (whole) {
    const bottom = whole.usage ?? 0
    return { start: whole.start, end: whole.end, bottom, top: bottom + span.usage }
  }
  const width = Math.min(...values.map((value) => value.end - value.start))
  return { start: span.start, end: span.end, bottom: 0, top: (span.usage * width) / (span.end - span.start) }
}
