'use client'
// Output that grows while one looks: follows its end until a person scrolls up, and again when they return to the end.
import { useEffect, useRef } from 'react'
import { cx } from './cx.ts'

export function LiveOutput({ text, label, className }: { text: string; label: string; className?: string }) {
  const box = useRef<HTMLElement>(null)
  const follows = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new text is what moves the end
  useEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight
  }, [text])
  return (
    <section
      ref={box}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: it }) => {
        follows.current = it.scrollHeight - it.scrollTop - it.clientHeight < 24
      }}
      className={cx('max-h-80 min-h-16 overflow-auto rounded-md bg-sunken', className)}
    >
      <pre className="w-max min-w-full px-3 py-2 text-code">
        {text || <span className="text-ink-3">Nothing yet</span>}
      </pre>
    </section>
  )
}
