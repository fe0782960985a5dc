/** The colours of the tokens, for canvases, which cannot read custom properties. */
import type { UtilityName } from '../api/types'

export interface Palette {
  fill: string
  text: string
  muted: string
  line: string
  wash: string
  card: string
  strong: string
  attention: string
}

const darkQuery = matchMedia('(prefers-color-scheme: dark)')

class Scheme {
  dark = $state(darkQuery.matches)

  constructor() {
    darkQuery.addEventListener('change', () => (this.dark = darkQuery.matches))
  }
}

/** Light or dark, as state: what draws on a canvas draws again when it changes. */
export const scheme = new Scheme()

/** The value of one token now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** The colours in which one utility is drawn. */
export function palette(utility: UtilityName): Palette {
  return {
    fill: token(`${utility}-fill`),
    text: token(`${utility}-text`),
    muted: token('muted'),
    line: token('line'),
    wash: token('wash'),
    card: token('card'),
    strong: token('strong'),
    attention: token('attention'),
  }
}
