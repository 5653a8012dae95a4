// Editing the steps of a plan.
import { expect, it } from 'vitest'
import { fixtureSteps } from '../../../lib/domain/fixtures/story-fixture-values.ts'
import { addStep, changeStep, linesOf, moveStep, removeStep, tidySteps } from './edit-steps.ts'

const ids = (steps: { id: string }[]) => steps.map((step) => step.id)

it('moves a step and stays put at the ends', () => {
  expect(ids(moveStep(fixtureSteps, 's2', -1))).toEqual(['s2', 's1', 's3', 's4'])
  expect(ids(moveStep(fixtureSteps, 's1', -1))).toEqual(['s1', 's2', 's3', 's4'])
  expect(ids(moveStep(fixtureSteps, 's4', 1))).toEqual(['s1', 's2', 's3', 's4'])
})

it('never gives two steps the same id', () => {
  const steps = addStep(removeStep(addStep(fixtureSteps), 's2'))
  expect(new Set(ids(steps)).size).toBe(steps.length)
})

it('keeps "not stated" apart from an empty line, and sends neither spaces nor empty lines', () => {
  expect(linesOf('')).toBeNull()
  const [step] = tidySteps(changeStep(fixtureSteps, 's1', { title: ' A ', paths: linesOf(' src/a.ts\n\n') }))
  expect(step).toMatchObject({ title: 'A', paths: ['src/a.ts'] })
  expect(tidySteps(fixtureSteps)[3]?.paths).toBeNull()
})
