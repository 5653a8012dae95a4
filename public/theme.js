// Runs before the first paint, so that neither the theme nor the names of keys flicker. Reads the choice; never writes it.
;(() => {
  const root = document.documentElement
  try {
    const choice = localStorage.getItem('theme')
    if (choice === 'light' || choice === 'dark') root.dataset.theme = choice
  } catch {
    // No storage: the system's preference holds.
  }
  root.dataset.platform = /Mac|iPhone|iPad/.test(navigator.platform) ? 'apple' : 'other'
})()
