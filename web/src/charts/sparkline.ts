/** Live windows as one small chart without axes: their means, a band of a standard deviation either way, what stood out. */
import uPlot from 'uplot'
import type { Palette } from './palette.svelte'

/** Mean demand of one live window, its deviation if it is known, and the alert that it is part of. */
export interface WindowMean {
  window_end: number
  mean: number
  sd?: number
  alert_id?: string | null
}

type Column = (number | null)[]

const LEAST_MS = 60_000

/** Times, means, and means more and less a deviation, with nulls where a window is missing, so that the line breaks. */
export function withGaps(windows: readonly WindowMean[], windowMs: number): [number[], Column, Column, Column] {
  const times: number[] = []
  const [means, highs, lows]: [Column, Column, Column] = [[], [], []]
  const push = (mean: number | null, sd: number | undefined): void => {
    means.push(mean)
    highs.push(mean === null || sd === undefined ? null : mean + sd)
    lows.push(mean === null || sd === undefined ? null : mean - sd)
  }
  for (const window of windows) {
    const before = times.at(-1)
    if (before !== undefined && window.window_end - before > 1.5 * windowMs) {
      times.push(before + windowMs)
      push(null, undefined)
    }
    times.push(window.window_end)
    push(window.mean, window.sd)
  }
  return [times, means, highs, lows]
}

/** The window that holds an instant, if the trail has it. */
export function windowOf(at: number, windows: readonly WindowMean[], windowMs: number): WindowMean | null {
  return windows.find((window) => window.window_end >= at && window.window_end - windowMs < at) ?? null
}

/** Where the time axis begins: with the trail, so that no emptiness before it is drawn, and at most `spanMs` ago. */
export function shownFrom(windows: readonly WindowMean[], windowMs: number, spanMs: number): number {
  const [first, last] = [windows[0]?.window_end ?? 0, windows.at(-1)?.window_end ?? 0]
  return Math.max(last - spanMs, Math.min(first - windowMs, last - LEAST_MS))
}

/** Options of the small chart; `flagged` windows are underlined, `mark` is drawn as a ring at its time and height. */
export function sparkOptions(
  size: { width: number; height: number },
  colours: () => Palette,
  range: () => { from: number; to: number; top: number; bottom: number },
  mark: () => { at: number; value: number } | null,
  flagged: () => readonly WindowMean[],
): uPlot.Options {
  const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } }
  return {
    ...size,
    padding: [6, 6, 4, 2],
    legend: { show: false },
    cursor: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { time: false, range: () => [range().from, range().to] },
      y: { range: () => [range().bottom, range().top] },
    },
    series: [
      {},
      {
        stroke: () => colours().fill,
        width: 1.5,
        dash: [5, 2],
        // A line needs two windows; the first is a dot.
        points: { show: (chart) => chart.data[0].length === 1, size: 5, stroke: () => colours().fill, fill: () => colours().fill },
      },
      edge,
      edge,
    ],
    bands: [{ series: [2, 3], fill: () => `${colours().fill}40` }],
    hooks: {
      draw: [
        (chart) => {
          underline(chart, flagged(), colours())
          ring(chart, mark(), colours())
        },
      ],
    },
  }
}

function underline(chart: uPlot, flagged: readonly WindowMean[], colours: Palette): void {
  const { ctx: pen, bbox } = chart
  const [from, to] = [chart.scales.x?.min ?? 0, chart.scales.x?.max ?? 0]
  const wide = Math.max(2 * uPlot.pxRatio, (bbox.width * leastStep(chart.data[0])) / (to - from))
  pen.save()
  pen.fillStyle = colours.attention
  for (const { window_end } of flagged) {
    const right = chart.valToPos(window_end, 'x', true)
    if (right > bbox.left) pen.fillRect(right - wide, bbox.top + bbox.height - 2 * uPlot.pxRatio, wide + 0.5, 2 * uPlot.pxRatio)
  }
  pen.restore()
}

/** How long a window is, by the times at which they end. */
function leastStep(times: ArrayLike<number>): number {
  const steps = Array.from(times).slice(1).map((at, index) => at - (times[index] ?? at))
  return Math.min(...steps, Infinity) === Infinity ? 0 : Math.min(...steps)
}

function ring(chart: uPlot, mark: { at: number; value: number } | null, colours: Palette): void {
  if (!mark) return
  const pen = chart.ctx
  const x = chart.valToPos(mark.at, 'x', true)
  const y = chart.valToPos(mark.value, 'y', true)
  if (x < chart.bbox.left) return
  pen.save()
  pen.setLineDash([])
  pen.beginPath()
  pen.arc(x, y, 4 * uPlot.pxRatio, 0, 2 * Math.PI)
  pen.fillStyle = colours.card
  pen.strokeStyle = colours.attention
  pen.lineWidth = 2 * uPlot.pxRatio
  pen.fill()
  pen.stroke()
  pen.restore()
}
