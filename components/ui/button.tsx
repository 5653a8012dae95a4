// Buttons and links that look like buttons. `primary` is the accent: only for what a person can decide now.
// `busy` answers a click at once: the button keeps its size and place, says so to screen readers and takes no second click.
import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { ariaKeys, Kbd } from './kbd.tsx'
import { Spinner } from './spinner.tsx'

export type ButtonVariant = 'plain' | 'primary' | 'danger' | 'quiet'
export type ButtonSize = 'sm' | 'md'
type Look = { variant?: ButtonVariant; size?: ButtonSize; keys?: string; busy?: boolean }

const shape =
  'relative inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium transition-colors duration-100 touch aria-disabled:cursor-not-allowed disabled:cursor-not-allowed'
const sizes: Record<ButtonSize, string> = { sm: 'h-6 px-2 text-xs', md: 'h-7 px-2.5 text-sm' }
const variants: Record<ButtonVariant, string> = {
  plain:
    'border border-line bg-surface text-ink enabled:hover:border-line-strong enabled:hover:bg-sunken disabled:text-ink-3 [a]:hover:border-line-strong [a]:hover:bg-sunken',
  primary:
    'bg-accent text-accent-ink enabled:hover:bg-accent-hover disabled:bg-sunken disabled:text-ink-3 [a]:hover:bg-accent-hover',
  danger:
    'border border-bad-line bg-surface text-bad enabled:hover:bg-bad-surface disabled:border-line disabled:text-ink-3',
  quiet:
    'text-ink-2 enabled:hover:bg-sunken enabled:hover:text-ink disabled:text-ink-3 [a]:hover:bg-sunken [a]:hover:text-ink',
}

/** The classes alone, for a trigger that must be another element. */
export function buttonLook({ variant = 'plain', size = 'md' }: Look = {}): string {
  return cx(shape, sizes[size], variants[variant])
}

export type ButtonProps = Look & ComponentProps<'button'> & { icon?: ReactNode }

export function Button({
  variant = 'plain',
  size = 'md',
  keys,
  busy,
  icon,
  className,
  children,
  disabled,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={cx(buttonLook({ variant, size }), className)}
      disabled={disabled}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      aria-keyshortcuts={ariaKeys(keys)}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      <Face busy={busy} icon={icon} keys={keys} variant={variant}>
        {children}
      </Face>
    </button>
  )
}

export function ButtonLink({
  variant = 'plain',
  size = 'md',
  keys,
  icon,
  className,
  children,
  busy: _,
  ...rest
}: Look & ComponentProps<typeof Link> & { icon?: ReactNode }) {
  return (
    <Link
      {...rest}
      className={cx(buttonLook({ variant, size }), className)}
      aria-keyshortcuts={ariaKeys(keys)}
    >
      <Face icon={icon} keys={keys} variant={variant}>
        {children}
      </Face>
    </Link>
  )
}

function Face({ busy, icon, keys, variant, children }: Look & { icon?: ReactNode; children: ReactNode }) {
  return (
    <>
      <span className={cx('inline-flex items-center gap-1.5', busy && 'opacity-40')}>
        {icon}
        {children}
        {keys && (
          <Kbd keys={keys} className={variant === 'primary' ? 'text-current! opacity-90' : undefined} />
        )}
      </span>
      {busy && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
    </>
  )
}

/** A square button of one icon; `label` is its name and its tooltip. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      {...rest}
      className={cx(
        'inline-grid size-7 shrink-0 place-items-center rounded-md text-ink-3 transition-colors duration-100 enabled:hover:bg-sunken enabled:hover:text-ink disabled:opacity-50 max-md:size-11',
        className,
      )}
    >
      {children}
    </button>
  )
}
