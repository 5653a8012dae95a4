'use client'
// What the diff is against: everything, or one round against the one before.

import { Check, ChevronDown } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import type { Scope } from './choose-range.ts'

export function ScopeMenu({
  scopes,
  chosen,
  onChoose,
}: {
  scopes: readonly Scope[]
  chosen: Scope
  onChoose: (scope: Scope) => void
}) {
  if (scopes.length < 2 && chosen.id === scopes[0]?.id) return null
  return (
    <Menu
      trigger={
        <Button size="sm" variant="quiet" aria-label={`Compare: ${chosen.label}`}>
          {chosen.label}
          <ChevronDown aria-hidden="true" className="size-3.5" />
        </Button>
      }
    >
      {scopes.map((scope) => (
        <MenuItem key={scope.id} onSelect={() => onChoose(scope)}>
          <span className="flex items-center gap-2">
            <Check
              aria-hidden="true"
              className={scope.id === chosen.id ? 'size-3.5' : 'size-3.5 invisible'}
            />
            {scope.label}
            {scope.id === chosen.id && <span className="sr-only">, shown now</span>}
          </span>
        </MenuItem>
      ))}
    </Menu>
  )
}
