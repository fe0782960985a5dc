/** Diagonal lines that stand for "estimated". */

/** A pattern of lines in `colour`, `step` canvas pixels apart. */
export function hatch(context: CanvasRenderingContext2D, colour: string, step: number): CanvasPattern | string {
  const tile = document.createElement('canvas')
  tile.width = tile.height = step
  const pen = tile.getContext('2d')
  if (!pen) return colour
  pen.strokeStyle = colour
  pen.lineWidth = step / 3.5
  // Two more strokes than the diagonal, so that tiles meet without a notch.
  for (const shift of [-step, 0, step]) {
    pen.moveTo(shift, step)
    pen.lineTo(shift + step, 0)
  }
  pen.stroke()
  return context.createPattern(tile, 'repeat') ?? colour
}
