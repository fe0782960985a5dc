/** The live windows of the last minutes as one small chart without axes. */
import uPlot from 'uplot'
import type { Palette } from './palette.svelte'

/** Mean demand of one live window. */
export interface WindowMean {
  window_end: number
  mean: number
}

const LEAST_MS = 60_000

/** Times and means, with a null wherever a window is missing, so that the line breaks. */
export function withGaps(windows: readonly WindowMean[], windowMs: number): [number[], (number | null)[]] {
  const times: number[] = []
  const means: (number | null)[] = []
  for (const window of windows) {
    const before = times.at(-1)
    if (before !== undefined && window.window_end - before > 1.5 * windowMs) {
      times.push(before + windowMs)
      means.push(null)
    }
    times.push(window.window_end)
    means.push(window.mean)
  }
  return [times, means]
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

/** Options of the small chart; `mark` is drawn as a ring at its time and height. */
export function sparkOptions(
  size: { width: number; height: number },
  colours: () => Palette,
  range: () => { from: number; to: number; top: number; bottom: number },
  mark: () => { at: number; value: number } | null,
): uPlot.Options {
  return {
    ...size,
    padding: [6, 6, 3, 2],
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
        fill: () => `${colours().fill}2e`,
        points: { show: false },
      },
    ],
    hooks: { draw: [(chart) => ring(chart, mark(), colours())] },
  }
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
