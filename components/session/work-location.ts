// Where the work pane stands, as the page's address holds it: a tab and what is selected in it. Pure.

export const workTabs = ['plan', 'changes', 'checks', 'terminal'] as const
export type WorkTab = (typeof workTabs)[number]
/** `signature` is a screen above the page, not a tab of the pane. */
export type WorkPlace = { tab: WorkTab | 'signature' } & Record<string, string | undefined>

/** The query of a link to that place; what was selected elsewhere is left out. */
export function workQuery(place: WorkPlace): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(place)) if (value !== undefined) query.set(name, value)
  return `?${query}`
}

export function readTab(query: URLSearchParams): WorkTab | 'signature' | null {
  const tab = query.get('tab')
  return tab === 'signature' || workTabs.some((one) => one === tab) ? (tab as WorkTab | 'signature') : null
}
