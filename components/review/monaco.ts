'use client'
// The editor, without the parts that a reader does not need. Only ever loaded in a browser and on request: it is large.
// Languages are registered by name here and loaded when a file of that kind is opened.

import { editor, languages, Uri } from 'monaco-editor/editor'
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/caretOperations/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/diffEditor/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/gotoLine/register'
import 'monaco-editor/features/lineSelection/register'
import 'monaco-editor/features/smartSelect/register'
import 'monaco-editor/features/stickyScroll/register'
import 'monaco-editor/features/toggleTabFocusMode/register'
import 'monaco-editor/features/tokenization/register'
import 'monaco-editor/features/wordHighlighter/register'
import 'monaco-editor/features/wordOperations/register'
import 'monaco-editor/languages/definitions/bat/register'
import 'monaco-editor/languages/definitions/cpp/register'
import 'monaco-editor/languages/definitions/csharp/register'
import 'monaco-editor/languages/definitions/css/register'
import 'monaco-editor/languages/definitions/dart/register'
import 'monaco-editor/languages/definitions/dockerfile/register'
import 'monaco-editor/languages/definitions/elixir/register'
import 'monaco-editor/languages/definitions/go/register'
import 'monaco-editor/languages/definitions/graphql/register'
import 'monaco-editor/languages/definitions/hcl/register'
import 'monaco-editor/languages/definitions/html/register'
import 'monaco-editor/languages/definitions/ini/register'
import 'monaco-editor/languages/definitions/java/register'
import 'monaco-editor/languages/definitions/javascript/register'
import 'monaco-editor/languages/definitions/kotlin/register'
import 'monaco-editor/languages/definitions/less/register'
import 'monaco-editor/languages/definitions/lua/register'
import 'monaco-editor/languages/definitions/markdown/register'
import 'monaco-editor/languages/definitions/objective-c/register'
import 'monaco-editor/languages/definitions/perl/register'
import 'monaco-editor/languages/definitions/php/register'
import 'monaco-editor/languages/definitions/powershell/register'
import 'monaco-editor/languages/definitions/protobuf/register'
import 'monaco-editor/languages/definitions/python/register'
import 'monaco-editor/languages/definitions/r/register'
import 'monaco-editor/languages/definitions/ruby/register'
import 'monaco-editor/languages/definitions/rust/register'
import 'monaco-editor/languages/definitions/scala/register'
import 'monaco-editor/languages/definitions/scss/register'
import 'monaco-editor/languages/definitions/shell/register'
import 'monaco-editor/languages/definitions/sql/register'
import 'monaco-editor/languages/definitions/swift/register'
import 'monaco-editor/languages/definitions/typescript/register'
import 'monaco-editor/languages/definitions/xml/register'
import 'monaco-editor/languages/definitions/yaml/register'

declare global {
  interface Window {
    MonacoEnvironment?: { getWorker: () => Worker }
  }
}

window.MonacoEnvironment = {
  getWorker: () =>
    new Worker(new URL('monaco-editor/editor/editor.worker', import.meta.url), { type: 'module' }),
}

export { editor, Uri }

/** The language of a file by its name; plain text when none fits. JSON reads well enough as JavaScript. */
export function languageOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (/\.jsonc?$/.test(name)) return 'javascript'
  const known = languages
    .getLanguages()
    .find(
      (one) =>
        one.filenames?.some((filename) => filename.toLowerCase() === name) ||
        one.extensions?.some((extension) => name.endsWith(extension.toLowerCase())),
    )
  return known?.id ?? 'plaintext'
}

/** How a reader meets a file: nothing that helps writing. */
export const reading = {
  readOnly: true,
  automaticLayout: true,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  overviewRulerLanes: 0,
  fontFamily: 'var(--font-geist-mono), ui-monospace, monospace',
  fontSize: 12.5,
  lineHeight: 20,
  fontLigatures: false,
  wordWrap: 'on',
  renderLineHighlight: 'none',
  occurrencesHighlight: 'off',
  selectionHighlight: false,
  guides: { indentation: false },
  folding: false,
  lineNumbersMinChars: 4,
  lineDecorationsWidth: 22,
  stickyScroll: { enabled: false },
} as const satisfies editor.IEditorOptions & editor.IGlobalEditorOptions

/** Keeps the editor in the page's colours when they change; answers how to stop that. */
export function followTheme(): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  scheme.addEventListener('change', applyTheme)
  const watch = new MutationObserver(applyTheme)
  watch.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => {
    watch.disconnect()
    scheme.removeEventListener('change', applyTheme)
  }
}

/** Makes the editor's theme from the page's own colours, as they are now. */
export function applyTheme(): void {
  const color = readColors()
  editor.defineTheme('countersign', {
    base: isDark() ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: 'comment', foreground: bare(color('--code-comment')) },
      { token: 'keyword', foreground: bare(color('--code-keyword')) },
      { token: 'string', foreground: bare(color('--code-string')) },
      { token: 'number', foreground: bare(color('--code-number')) },
      { token: 'type', foreground: bare(color('--code-name')) },
      { token: 'tag', foreground: bare(color('--code-name')) },
      { token: 'attribute', foreground: bare(color('--code-name')) },
      { token: '', foreground: bare(color('--ink')) },
    ],
    colors: {
      'editor.background': color('--surface'),
      'editor.foreground': color('--ink'),
      'editorLineNumber.foreground': color('--ink-3'),
      'editorLineNumber.activeForeground': color('--ink-2'),
      'editor.selectionBackground': color('--selection'),
      'editor.lineHighlightBorder': '#00000000',
      'editorWidget.background': color('--raised'),
      'editorWidget.border': color('--line'),
      'diffEditor.insertedLineBackground': color('--diff-add'),
      'diffEditor.removedLineBackground': color('--diff-remove'),
      'diffEditor.insertedTextBackground': color('--diff-add-word'),
      'diffEditor.removedTextBackground': color('--diff-remove-word'),
      'diffEditor.unchangedRegionBackground': color('--sunken'),
      'diffEditor.unchangedRegionForeground': color('--ink-2'),
      'diffEditor.unchangedRegionShadow': '#00000000',
      'scrollbar.shadow': '#00000000',
      'diffEditor.border': color('--line'),
      'diffEditor.diagonalFill': '#00000000',
      focusBorder: color('--accent'),
      // Brackets in plain ink: their colours would mean nothing here.
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, color('--ink')]),
      ),
    },
  })
  editor.setTheme('countersign')
}

function isDark(): boolean {
  const forced = document.documentElement.dataset.theme
  return forced ? forced === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
}
const bare = (hex: string) => hex.slice(1)

/** Any CSS colour of the page as #rrggbb, which is all the editor knows. */
function readColors(): (name: string) => string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  const probe = document.createElement('span')
  document.body.append(probe)
  queueMicrotask(() => probe.remove())
  return (name) => {
    probe.style.color = `var(${name})`
    if (!pen) return '#888888'
    pen.clearRect(0, 0, 1, 1)
    pen.fillStyle = getComputedStyle(probe).color
    pen.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  }
}
