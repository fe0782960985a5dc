/** The address as state: which page, and what is selected on it. */

class Route {
  path = $state(location.pathname)
  query = $state.raw(new URLSearchParams(location.search))

  /** Goes to another page. */
  go(address: string): void {
    history.pushState(null, '', address)
    this.read()
  }

  /** Changes the selection on this page; null takes a key away. */
  select(changes: Record<string, string | null>): void {
    const query = new URLSearchParams(this.query)
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) query.delete(key)
      else query.set(key, value)
    }
    const text = query.toString()
    history.replaceState(null, '', text ? `${this.path}?${text}` : this.path)
    this.read()
  }

  read(): void {
    this.path = location.pathname
    this.query = new URLSearchParams(location.search)
  }
}

export const route = new Route()

/** Keeps links to our own pages inside the page; everything else is the browser's. */
export function followLinks(event: MouseEvent): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.defaultPrevented) return
  const link = (event.target as Element).closest('a[href^="/"]')
  if (!link) return
  event.preventDefault()
  route.go(link.getAttribute('href') ?? '/')
}
