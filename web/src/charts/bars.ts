/** One bar of usage, drawn as its mark says: solid, hatched, or lighter with a dashed edge. */
import type { Mark } from '../number/marks'
import { hatch } from './hatch'
import type { Palette } from './palette.svelte'

export interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

const LIVE_ALPHA = 0.4

/** Draws a bar into `box` (canvas pixels); `pixel` is the size of one CSS pixel. */
export function drawBar(pen: CanvasRenderingContext2D, box: Box, mark: Mark, colours: Palette, pixel: number): void {
  if (mark === 'missing') return
  const estimated = mark === 'estimated' || mark === 'live-estimated'
  const live = mark === 'live' || mark === 'live-estimated'
  pen.save()
  if (live || !estimated) {
    pen.globalAlpha = live ? LIVE_ALPHA : 1
    fill(pen, box, colours.fill)
    pen.globalAlpha = 1
  }
  if (estimated) fill(pen, box, hatch(pen, colours.fill, Math.round(6 * pixel)))
  if (live || estimated) edge(pen, box, colours.fill, live ? [4 * pixel, 3 * pixel] : [pixel, 2 * pixel], pixel)
  pen.restore()
}

/** Draws a span whose usage is known only as a whole, as high as its mean. */
export function drawSpan(pen: CanvasRenderingContext2D, box: Box, colours: Palette, pixel: number): void {
  pen.save()
  fill(pen, box, hatch(pen, colours.muted, Math.round(9 * pixel)))
  pen.strokeStyle = colours.muted
  pen.lineWidth = pixel
  pen.strokeRect(box.left, box.top, box.right - box.left, box.bottom - box.top)
  pen.restore()
}

function fill(pen: CanvasRenderingContext2D, box: Box, style: string | CanvasPattern): void {
  pen.fillStyle = style
  pen.fillRect(box.left, box.top, box.right - box.left, box.bottom - box.top)
}

/** The bar's top, and its sides where it is wide enough to have any. */
function edge(pen: CanvasRenderingContext2D, box: Box, colour: string, dash: number[], pixel: number): void {
  pen.strokeStyle = colour
  pen.lineWidth = 1.5 * pixel
  pen.setLineDash(dash)
  pen.beginPath()
  const wide = box.right - box.left > 10 * pixel
  if (wide) pen.moveTo(box.left, box.bottom)
  pen[wide ? 'lineTo' : 'moveTo'](box.left, box.top)
  pen.lineTo(box.right, box.top)
  if (wide) pen.lineTo(box.right, box.bottom)
  pen.stroke()
}
