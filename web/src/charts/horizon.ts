/** The thin line up to which the nightly run has confirmed everything. */
import type uPlot from 'uplot'
import type { Palette } from './palette.svelte'

const LABEL = 'confirmed to here'

/** Draws the horizon where it lies inside the chart. */
export function drawHorizon(chart: uPlot, horizon: number | null, colours: Palette, pixel: number): void {
  const { min, max } = chart.scales.x ?? {}
  if (horizon === null || min == null || max == null || horizon < min || horizon > max) return
  const { ctx: pen, bbox } = chart
  const x = Math.round(chart.valToPos(horizon, 'x', true))
  const onLeft = x - bbox.left > bbox.width / 2
  pen.save()
  pen.strokeStyle = pen.fillStyle = colours.strong
  pen.lineWidth = pixel
  pen.beginPath()
  pen.moveTo(x, bbox.top - 14 * pixel)
  pen.lineTo(x, bbox.top + bbox.height)
  pen.stroke()
  pen.font = `${12 * pixel}px ${getComputedStyle(document.body).fontFamily}`
  pen.textAlign = onLeft ? 'right' : 'left'
  pen.textBaseline = 'middle'
  pen.fillText(LABEL, x + (onLeft ? -5 : 5) * pixel, bbox.top - 9 * pixel)
  pen.restore()
}
