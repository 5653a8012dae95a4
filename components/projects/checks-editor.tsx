'use client'
// The commands that say whether a tree is good, in the order they run.
import { Plus, Trash2 } from 'lucide-react'
import type { Check } from '../../lib/protocol/values.ts'
import { makeId } from '../../lib/realtime/make-id.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'

export function ChecksEditor({
  checks,
  onChange,
  disabled,
}: {
  checks: Check[]
  onChange: (checks: Check[]) => void
  disabled: boolean
}) {
  const change = (index: number, part: Partial<Check>) =>
    onChange(checks.map((check, at) => (at === index ? { ...check, ...part } : check)))
  const add = () => onChange([...checks, { id: makeId().slice(0, 8), name: '', command: '', report: null }])
  return (
    <fieldset disabled={disabled} className="min-w-0">
      <legend className="pb-1 font-medium">Checks</legend>
      <p className="measure pb-2 text-ink-3 text-xs">
        Run on a clean checkout after each turn, and again on exactly the tree that is signed. With a JUnit or
        TAP report, each test counts by its name; without one, the command’s exit code counts.
      </p>
      {checks.length === 0 && (
        <p className="border-line border-t py-2 text-waits">
          No checks: nothing would be run before a signature.
        </p>
      )}
      <ul>
        {checks.map((check, index) => (
          <li
            key={check.id}
            className="grid gap-2 border-line border-t py-3 md:grid-cols-[9rem_minmax(0,1fr)_auto]"
          >
            <Field label="Name" hideLabel>
              <Input
                value={check.name}
                placeholder="Tests"
                maxLength={80}
                onChange={(event) => change(index, { name: event.target.value })}
              />
            </Field>
            <div className="flex min-w-0 flex-col gap-2">
              <Field label={`Command of ${check.name || 'this check'}`} hideLabel>
                <Input
                  mono
                  value={check.command}
                  placeholder="npm test"
                  maxLength={4000}
                  onChange={(event) => change(index, { command: event.target.value })}
                />
              </Field>
              <div className="flex flex-wrap gap-2">
                <Select
                  aria-label={`Report of ${check.name || 'this check'}`}
                  value={check.report?.format ?? ''}
                  onChange={({ target: { value } }) =>
                    change(index, {
                      report:
                        value === 'junit' || value === 'tap'
                          ? { format: value, path: check.report?.path ?? '' }
                          : null,
                    })
                  }
                >
                  <option value="">No report file</option>
                  <option value="junit">JUnit XML in</option>
                  <option value="tap">TAP in</option>
                </Select>
                {check.report && (
                  <Input
                    mono
                    aria-label={`Report file of ${check.name || 'this check'}`}
                    className="min-w-40 flex-1"
                    value={check.report.path}
                    placeholder="report.xml"
                    maxLength={300}
                    onChange={(event) =>
                      change(index, { report: { format: check.report!.format, path: event.target.value } })
                    }
                  />
                )}
              </div>
            </div>
            <IconButton
              label={`Remove ${check.name || 'this check'}`}
              onClick={() => onChange(checks.filter((_, at) => at !== index))}
            >
              <Trash2 aria-hidden="true" className="size-3.5" />
            </IconButton>
          </li>
        ))}
      </ul>
      {!disabled && checks.length < 20 && (
        <Button size="sm" icon={<Plus aria-hidden="true" className="size-3.5" />} onClick={add}>
          Add a check
        </Button>
      )}
    </fieldset>
  )
}
