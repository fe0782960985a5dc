"""What colours a part of a page shows."""

from __future__ import annotations

import base64

from playwright.sync_api import Locator

_COUNT_NEAR = """async ([image, colours, reach]) => {
  const bytes = Uint8Array.from(atob(image), (letter) => letter.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  pen.drawImage(bitmap, 0, 0)
  const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height)
  const wanted = colours.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)))
  let near = 0
  for (let at = 0; at < data.length; at += 4) {
    if (wanted.some((rgb) => rgb.every((part, index) => Math.abs(part - data[at + index]) <= reach))) near += 1
  }
  return near
}"""


def pixels_near(part: Locator, colours: list[str], reach: int = 16) -> int:
    """How many pixels of a screenshot of `part` are within `reach` of one of the `#rrggbb` colours."""
    image = base64.b64encode(part.screenshot()).decode()
    count: int = part.page.evaluate(_COUNT_NEAR, [image, colours, reach])
    return count


def ramp(part: Locator, name: str) -> list[str]:
    """The colours of a list-valued custom property, such as `electricity-ramp`."""
    text: str = part.evaluate("(element, name) => getComputedStyle(element).getPropertyValue(`--${name}`)", name)
    return [colour.strip() for colour in text.split(",")]
