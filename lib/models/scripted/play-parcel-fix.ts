// The parts of the scripts that fix the price of the sample's parcels: looking, planning, fixing, correcting.
// What they say about the code is true of the sample, and of nothing else.

import type { ProposedPlan } from '../../protocol/tools.ts'
import type { Phase } from './find-phase.ts'
import { countInGrams, noteFix, roundToNearestStep, testOtherWeights } from './sample-patches.ts'
import { end, find, firstWords, patch, propose, read, run, type Step, tell, tick } from './steps.ts'

const TESTS = 'node --test'
const REPORTED = 'node --test test/reported.test.js'

const CAUSE =
  'In binary fractions 1.1 - 1 is a little more than 0.1. The tariff multiplies that by ten and rounds up, so the ' +
  'parcel pays for two steps instead of one.'

export const thinPlan: ProposedPlan = {
  summary: `${CAUSE} I round to the nearest step instead.`,
  steps: [
    {
      id: 's1',
      title: 'Round to the nearest step in the tariff',
      detail: 'Math.round instead of Math.ceil, in tariffOf.',
      paths: ['src/tariff.js'],
      commands: [REPORTED],
    },
  ],
}

export const fullPlan: ProposedPlan = {
  summary: `${CAUSE} Afterwards steps of 100 grams are counted so that a whole number of steps stays whole, and tests hold that.`,
  steps: [
    {
      id: 's1',
      title: 'Correct how steps of 100 grams are counted',
      detail:
        'The tariff must not depend on the last binary digit of a weight. The billable weight has the same risk.',
      paths: ['src/tariff.js', 'src/parcel.js'],
      commands: [REPORTED],
    },
    {
      id: 's2',
      title: 'Cover it with tests',
      detail: 'Every whole number of steps up to 31.5 kg, and a weight that was added up from parts.',
      paths: ['test/tariff.test.js', 'test/parcel.test.js'],
      commands: [TESTS],
    },
    {
      id: 's3',
      title: 'Note the fix in the changelog',
      detail: 'One line under Unreleased, Fixed.',
      paths: ['CHANGELOG.md'],
      commands: [],
    },
  ],
}

/** Looks around, runs the failing test, and proposes. */
export function planFix(phase: Phase, plan: ProposedPlan): Step[] {
  if (phase.seen['plan-sent-back'] > 0) return proposeAgain(phase, plan)
  return [
    {
      reasoning:
        'The task is about the price of a parcel of 1.1 kg. A reported case names it. I look at that test and where steps are counted.',
      say: 'I look for the reported case and for the code that counts steps.',
      calls: [find('1\\.1', 'test'), read('test/reported.test.js')],
    },
    { say: 'Now the test itself.', calls: [run(REPORTED)] },
    {
      reasoning:
        'The billable weight is right, 1.1. The price is 519 instead of 507 cents: one step of 12 cents too many. So the tariff counts wrongly.',
      say: 'The billable weight is right and the price is one step too high, so the fault is in the tariff.',
      calls: [read('src/tariff.js'), read('src/parcel.js')],
    },
    { say: 'I know the cause, and propose a plan.', calls: [propose(plan)] },
  ]
}

export function proposeAgain(phase: Phase, plan: ProposedPlan): Step[] {
  const words = firstWords(phase.message)
  const heard = words === '' ? 'The plan came back.' : `You wrote: "${words}"`
  return [
    {
      reasoning: 'The plan came back. I go through the comments and propose again.',
      say: `${heard} I propose a new plan.`,
      calls: [propose(plan)],
    },
  ]
}

/** Passes the reported test and breaks another, which only a full run shows. */
export function fixInHaste(phase: Phase): Step[] {
  return [
    { say: 'I start with the tariff.', calls: [...tick(phase, [], 's1'), read('src/tariff.js')] },
    {
      reasoning:
        'Rounding to the nearest step makes 1.0000000000000009 one step. That is the smallest change.',
      say: 'Rounding to the nearest step removes the surplus. I change that and note it in the changelog.',
      calls: [patch(roundToNearestStep, noteFix), ...tick(phase, ['s1', 's3'])],
    },
    { say: 'Does the reported test pass now?', calls: [run(REPORTED)] },
    end(
      `A parcel of 1.1 kg now pays for one further step: \`tariffOf\` rounds to the nearest step. ${tell(phase, 'The reported test passes.')}`,
    ),
  ]
}

/** The whole fix, in files as they are on the base. */
export function fixProperly(phase: Phase): Step[] {
  return [
    {
      say: 'I start with the code that counts steps.',
      calls: [...tick(phase, [], 's1'), read('src/tariff.js'), read('src/parcel.js')],
    },
    {
      reasoning:
        'Whole grams have no binary fractions. One function that counts steps from grams can serve the tariff and the billable weight.',
      say: 'I count steps in whole grams, in one place, and add tests for every whole step.',
      calls: [patch(...countInGrams('original'), noteFix), ...tick(phase, ['s1', 's2', 's3'])],
    },
    { say: 'Now all tests.', calls: [run(TESTS)] },
    end(`${DONE} ${tell(phase, ALL_PASS)}`),
  ]
}

export const ALL_PASS = 'All tests pass.'

const DONE =
  'Steps of 100 grams are counted in whole grams now, in `stepsOf`, which the tariff and the billable weight share. ' +
  'A parcel of 1.1 kg pays for one further step; a started step still counts.'

/** After the hasty fix failed the checks. */
export function correctHaste(phase: Phase): Step[] {
  if (phase.seen['checks-failed'] > 1) return [outOfIdeas]
  return [
    {
      reasoning:
        'A started step must be paid in full: 1.14 kg is two steps above one kilogram. Rounding to the nearest gave one. I only ran the reported test, so I did not see it.',
      say: 'My change rounds a started step down, and I had run only the reported test. I look at all of them.',
      calls: [run(TESTS), read('src/tariff.js'), read('src/parcel.js')],
    },
    {
      reasoning: 'Both must hold: whole steps stay whole, started steps count. Whole grams give both.',
      say: 'Counting in whole grams keeps whole steps whole and still charges a started one. I do it in one place for tariff and billable weight.',
      calls: [...tick(phase, ['s1'], 's2'), patch(...countInGrams(stateOfTariff(phase)))],
    },
    { calls: [run(TESTS), ...tick(phase, ['s1', 's2', 's3'])] },
    end(`${DONE} ${tell(phase, ALL_PASS)}`),
  ]
}

/** Whether the first attempt still stands in the tariff: somebody may have taken it out again. */
function stateOfTariff({ outputs }: Phase): 'original' | 'first-attempt' {
  const tariff = outputs.findLast(
    (output) => output.arguments.includes('src/tariff.js') && output.name !== 'apply_patch',
  )
  return tariff?.text.includes('Math.ceil((weight') ? 'original' : 'first-attempt'
}

/** A script cannot follow comments; it says so, and adds a test that fits whatever was accepted. */
export function answerReview(phase: Phase): Step[] {
  if (phase.seen['review-sent-back'] > 1) return [outOfIdeas]
  return [
    {
      reasoning:
        'The review came back. I cannot follow every comment, so I add the cases that were not covered.',
      say: 'Thank you for the review. I am a script and cannot act on every comment. I add tests for the other weights that had the same fault.',
      calls: [patch(testOtherWeights)],
    },
    { calls: [run(TESTS)] },
    end(
      `I added tests for parcels of 1.3, 1.6 and 2.2 kg, in a file of their own. Everything else is as before. ${tell(phase, ALL_PASS)}`,
    ),
  ]
}

export const outOfIdeas: Step = end(
  'I am a script and have no further change to offer. Decide on the hunks as they are, or end the session.',
)
