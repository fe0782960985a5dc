/** Draws usage over time: every value as wide as its own interval or day. */
import uPlot from 'uplot'
import type { Unallocated, UsageValue } from '../api/types'
import { markOf } from '../number/marks'
import { drawBar, drawSpan, type Box } from './bars'
import { drawHorizon } from './horizon'
import type { Palette } from './palette.svelte'
import { spanBox, spanned, type SpanBox } from './spans'

export interface UsageSeries {
  values: readonly UsageValue[]
  unallocated: readonly Unallocated[]
  horizon: number | null
  now: number
}

/** The greatest height any bar or span needs, in base units; 0 where nothing was used. */
export function highest(series: UsageSeries): number {
  const spans = series.unallocated.map((span) => spanBox(span, series.values).top)
  return Math.max(0, ...series.values.map((value) => value.usage ?? 0), ...spans)
}

/** Draws the whole series into the chart. */
export function drawUsage(chart: uPlot, series: UsageSeries, colours: Palette): void {
  const pixel = uPlot.pxRatio
  for (const value of series.values) {
    const shape = { ...value, bottom: 0, top: value.usage ?? 0 }
    if (value.usage !== null) drawBar(chart.ctx, boxOf(chart, shape, pixel), markOf(value), colours, pixel)
    else if (value.end <= series.now && !spanned(value, series.unallocated)) drawGap(chart, value, colours)
  }
  for (const value of series.values) {
    if (value.register_event) drawEvent(chart, value, colours, pixel)
  }
  for (const span of series.unallocated) {
    drawSpan(chart.ctx, boxOf(chart, spanBox(span, series.values), pixel), colours, pixel)
  }
  drawHorizon(chart, series.horizon, colours, pixel)
}

/** A diamond over what a register's event touches. */
function drawEvent(chart: uPlot, { start, end, usage }: UsageValue, colours: Palette, pixel: number): void {
  const { ctx: pen, bbox } = chart
  const x = chart.valToPos((start + end) / 2, 'x', true)
  const y = Math.max(chart.valToPos(usage ?? 0, 'y', true) - 9 * pixel, bbox.top + 5 * pixel)
  const size = 4 * pixel
  pen.save()
  pen.fillStyle = colours.attention
  pen.beginPath()
  pen.moveTo(x, y - size)
  for (const [dx, dy] of [[size, 0], [0, size], [-size, 0]] as const) pen.lineTo(x + dx, y + dy)
  pen.fill()
  pen.restore()
}

function drawGap(chart: uPlot, { start, end }: UsageValue, colours: Palette): void {
  const { ctx: pen, bbox } = chart
  const left = Math.round(chart.valToPos(start, 'x', true))
  pen.fillStyle = colours.wash
  pen.fillRect(left, bbox.top, Math.round(chart.valToPos(end, 'x', true)) - left, bbox.height)
}

/** Where a shape in time and base units lies on the canvas. */
function boxOf(chart: uPlot, shape: SpanBox, pixel: number): Box {
  const from = chart.valToPos(shape.start, 'x', true)
  const to = chart.valToPos(shape.end, 'x', true)
  const inset = Math.max(pixel / 4, (to - from) * 0.08)
  const heights = [chart.valToPos(shape.bottom, 'y', true), chart.valToPos(shape.top, 'y', true)]
  return { left: from + inset, right: to - inset, top: Math.min(...heights), bottom: Math.max(...heights) }
}
