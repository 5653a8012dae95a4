'use client'
// Markdown by people and models, made safe: no raw HTML, no pictures from elsewhere (they would tell a stranger who reads), links named and harmless.
import { memo } from 'react'
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
const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {children}
    </a>
  ),
  img: ({ alt, src }) => <span className="text-ink-3">[picture not loaded: {alt || String(src ?? '')}]</span>,
}
const remarkPlugins = [remarkGfm]
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
