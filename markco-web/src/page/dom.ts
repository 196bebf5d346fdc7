// Elements made in one expression. Text is always text: nothing here reads HTML.

type Child = Node | string | null | false
type Listener = (event: never) => void
type Properties = Record<string, string | number | boolean | null | Listener>

const set = (element: HTMLElement, name: string, value: Properties[string]): void => {
  if (typeof value === 'function') element.addEventListener(name, value as unknown as EventListener)
  else if (value === true) element.setAttribute(name, '')
  else if (value !== false && value !== null) element.setAttribute(name, String(value))
}

/** Makes an element; properties that are functions listen to the event of that name. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) set(element, name, value)
  for (const child of children) if (child !== null && child !== false) element.append(child)
  return element
}

const SVG = 'http://www.w3.org/2000/svg'

/** A line drawing of 20 by 20, for the eye alone: what it stands for is said beside it. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 20 20')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

export const ICONS = {
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  plus: 'M10 4v12M4 10h12',
  preview: 'M3 4h14v12H3zM11 4v12',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10',
  help: 'M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M10 14.5v.01',
  theme: 'M10 3a7 7 0 1 0 7 7 5.5 5.5 0 0 1-7-7z',
  out: 'M8 4H4v12h4M8 10h9M13.5 6.5L17 10l-3.5 3.5',
  rename: 'M4 16l.8-3.6L13.4 3.8l2.8 2.8-8.6 8.6z',
  chevron: 'M7.5 5l5 5-5 5',
  close: 'M5 5l10 10M15 5L5 15',
  person: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c.6-3 3-4.5 6-4.5s5.4 1.500 6 4.500',
}
