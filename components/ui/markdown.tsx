'use client'
// Markdown by people and models, made safe: no raw HTML, no pictures from elsewhere (they would tell a stranger who reads), links named and harmless.
import { memo, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { cx } from './cx.ts'

const schema = {
  ...defaultSchema,
  tagNames: defaultSchema.tagNames?.filter(
    (name) => name !== 'input' && name !== 'picture' && name !== 'source',
  ),
}
/** A link whose words are an address, but not the one that it leads to. */
const isOther = (words: ReactNode, href: string | undefined): boolean =>
  typeof words === 'string' &&
  /^(https?:|www\.)|^[\w-]+(\.[\w-]+)+(\/|$)/i.test(words) &&
  href !== undefined &&
  ![href, href.replace(/^https?:\/\//, ''), href.replace(/\/$/, '')].includes(words)

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {children}
      {isOther(children, href) && <span className="text-ink-3"> ({href})</span>}
    </a>
  ),
  img: ({ alt, src }) => <span className="text-ink-3">[picture not loaded: {alt || String(src ?? '')}]</span>,
}
type MarkdownNode = { type: string; children?: MarkdownNode[] }
/** Markup is shown as it was written: left out, it would hide words from the person who decides. */
const showMarkup = () => (tree: MarkdownNode) => {
  const walk = (node: MarkdownNode) => {
    if (node.type === 'html') node.type = 'text'
    for (const child of node.children ?? []) walk(child)
  }
  walk(tree)
}
const remarkPlugins = [remarkGfm, showMarkup]
const rehypePlugins: [typeof rehypeSanitize, typeof schema][] = [[rehypeSanitize, schema]]

/** Renders again only when `text` changes. For text that streams, give it at most ~20 versions a second. */
export const Markdown = memo(function Markdown({ text, className }: { text: string; className?: string }) {
  return (
    <div className={cx('prose-plain', className)}>
      <ReactMarkdown
        remarkPlugins={remarkPlugins}
        rehypePlugins={rehypePlugins}
        components={components}
        skipHtml
      >
        {text}
      </ReactMarkdown>
    </div>
  )
})
