/** Draws usage over time: every value as wide as its own interval or day. */
import uPlot from 'uplot'
import type { Unallocated, UsageValue } from '../api/types'
import { markOf } from '../number/marks'
import { drawBar, drawSpan, type Box } from './bars'
import { drawHorizon } from './horizon'
import type { Palette } from './palette.svelte'

export interface UsageSeries {
  values: readonly UsageValue[]
  unallocated: readonly Unallocated[]
  horizon: number | null
  now: number
}

/** The greatest height any bar or span needs, in base units. */
export function highest(series: UsageSeries): number {
  const width = Math.min(...series.values.map((value) => value.end - value.start))
  const spans = series.unallocated.map((span) => meanHeight(span, width))
  return Math.max(1, ...series.values.map((value) => value.usage ?? 0), ...spans)
}

/** Draws the whole series into the chart. */
export function drawUsage(chart: uPlot, series: UsageSeries, colours: Palette): void {
  const pixel = uPlot.pxRatio
  const pen = chart.ctx
  const width = Math.min(...series.values.map((value) => value.end - value.start))
  for (const value of series.values) {
    const box = boxOf(chart, value.start, value.end, value.usage ?? 0, pixel)
    if (value.usage !== null) drawBar(pen, box, markOf(value), colours, pixel)
    else if (value.end <= series.now && !inside(value, series.unallocated)) drawGap(chart, box, colours)
  }
  for (const span of series.unallocated) {
    drawSpan(pen, boxOf(chart, span.start, span.end, meanHeight(span, width), pixel), colours, pixel)
  }
  drawHorizon(chart, series.horizon, colours, pixel)
}

function drawGap(chart: uPlot, box: Box, colours: Palette): void {
  const { ctx: pen, bbox } = chart
  pen.fillStyle = colours.wash
  pen.fillRect(box.left, bbox.top, box.right - box.left, bbox.height)
}

function boxOf(chart: uPlot, start: number, end: number, usage: number, pixel: number): Box {
  const from = chart.valToPos(start, 'x', true)
  const to = chart.valToPos(end, 'x', true)
  const inset = Math.max(pixel / 4, (to - from) * 0.08)
  const zero = chart.valToPos(0, 'y', true)
  const height = chart.valToPos(usage, 'y', true)
  return { left: from + inset, right: to - inset, top: Math.min(zero, height), bottom: Math.max(zero, height) }
}

function meanHeight(span: Unallocated, width: number): number {
  return (span.usage * width) / (span.end - span.start)
}

function inside(value: UsageValue, spans: readonly Unallocated[]): boolean {
  return spans.some((span) => value.start >= span.start && value.end <= span.end)
}
