// The scenarios by name. A person chooses one as the model `scripted/<name>`; the task that they typed does not matter.

import type { ProposedPlan } from '../../protocol/tools.ts'
import type { Phase } from './find-phase.ts'
import {
  ALL_PASS,
  answerReview,
  correctHaste,
  fixInHaste,
  fixProperly,
  fullPlan,
  outOfIdeas,
  planFix,
  proposeAgain,
  thinPlan,
} from './play-parcel-fix.ts'
import {
  addInsurance,
  countInGrams,
  noteFix,
  removeAssertion,
  restoreAssertion,
  testInsuranceEdges,
} from './sample-patches.ts'
import {
  end,
  find,
  patch,
  propose,
  read,
  run,
  runOutside,
  type Scenario,
  type Step,
  tell,
  tick,
} from './steps.ts'

const TESTS = 'node --test'

const bugFix: Scenario = {
  planning: (phase) => planFix(phase, fullPlan),
  implementing: fixInHaste,
  correcting: (phase) => (phase.kind === 'checks-failed' ? correctHaste(phase) : answerReview(phase)),
}

/** Corrects at most once, then answers reviews. */
const correctOnce = (steps: (phase: Phase) => Step[]) => (phase: Phase) =>
  phase.seen['checks-failed'] + phase.seen['review-sent-back'] > 1 ? [outOfIdeas] : steps(phase)

const insurancePlan: ProposedPlan = {
  summary:
    'Parcels can be insured with the option insuredCents, as README.md describes. The rule gets a file of its own; ' +
    'quote adds its line after the discount and before VAT.',
  steps: [
    {
      id: 's1',
      title: 'Write the rule for insurance',
      detail: '1.5 % of the value, at least 2.00 euro, refused above 5,000.00 euro.',
      paths: ['src/insurance.js', 'src/quote.js'],
      commands: [],
    },
    {
      id: 's2',
      title: 'Test every sentence of the description',
      detail: 'Percentage, least amount, VAT, no option, both refusals.',
      paths: ['test/insurance.test.js'],
      commands: [TESTS],
    },
    {
      id: 's3',
      title: 'Describe it as it is now',
      detail: 'The README lists it as part of the price; the changelog names it.',
      paths: ['README.md', 'CHANGELOG.md'],
      commands: [],
    },
  ],
}

const missingFeature: Scenario = {
  planning: (phase) =>
    phase.seen['plan-sent-back'] > 0
      ? proposeAgain(phase, insurancePlan)
      : [
          {
            reasoning:
              'The README describes insurance in four sentences. Each becomes a test. I look at how a quote is put together.',
            say: 'I read what is planned, and how a quote is put together.',
            calls: [read('README.md'), read('src/quote.js')],
          },
          {
            say: 'And how other lines are made and tested.',
            calls: [read('src/discounts.js'), find('discountOf|surchargesOf', '.')],
          },
          { say: 'I propose a plan.', calls: [propose(insurancePlan)] },
        ],
  implementing: (phase) => [
    { say: 'I start with the rule.', calls: [...tick(phase, [], 's1'), read('src/quote.js')] },
    {
      reasoning:
        'A discount is a list of lines, empty if there is none. Insurance can have the same form, so quote stays as it is but for one line.',
      say: 'Insurance takes the form that discounts have: a list with one line, or none.',
      calls: [patch(...addInsurance), ...tick(phase, ['s1', 's3'], 's2')],
    },
    { say: 'Now its tests, and then all of them.', calls: [run('node --test test/insurance.test.js')] },
    { calls: [run(TESTS), ...tick(phase, ['s2'])] },
    end(
      `\`quote\` takes \`insuredCents\` and adds a line for insurance. The README and the changelog say so now. ${tell(phase, ALL_PASS)}`,
    ),
  ],
  correcting: correctOnce((phase) =>
    phase.kind === 'checks-failed'
      ? [
          {
            reasoning:
              'My change does not touch tariffs. What can fail is the reported case about 1.1 kg, which failed before and must pass.',
            say: 'The reported case about 1.1 kg failed before my change, and it is asked to pass. I correct its cause too.',
            calls: [read('src/tariff.js'), patch(...countInGrams('original'), noteFix)],
          },
          { calls: [run(TESTS)] },
          end(
            `Steps of 100 grams are counted in whole grams now, so a parcel of 1.1 kg pays for one further step. ${tell(phase, ALL_PASS)}`,
          ),
        ]
      : [
          {
            say: 'Thank you for the review. I am a script and cannot act on every comment. I add a test for the edge of the least amount.',
            calls: [patch(testInsuranceEdges)],
          },
          { calls: [run(TESTS)] },
          end(
            `I added a test for the value at which 1.5 % becomes more than the least amount. ${tell(phase, ALL_PASS)}`,
          ),
        ],
  ),
}

const planSentBack: Scenario = {
  planning: (phase) =>
    phase.seen['plan-sent-back'] > 0 ? proposeAgain(phase, fullPlan) : planFix(phase, thinPlan),
  // Whoever approves the thin plan gets what it says.
  implementing: (phase) => (phase.seen['plan-sent-back'] > 0 ? fixProperly(phase) : fixInHaste(phase)),
  correcting: bugFix.correcting,
}

const SETTINGS = 'test -f ~/.npmrc && echo "There is an .npmrc." || echo "There is no .npmrc."'

const needsMore: Scenario = {
  planning: bugFix.planning,
  implementing: (phase) => [
    {
      reasoning:
        'The home folder is not visible in the sandbox. A setting there could change how tests run, so I ask to look outside.',
      say: 'Before I change anything I want to know whether a setting in the home folder changes how the tests run. The sandbox hides it, so I ask.',
      calls: [
        runOutside(
          SETTINGS,
          'The sandbox hides the home folder. The command only tells whether a file .npmrc is there.',
        ),
      ],
    },
    ...fixProperly(phase),
  ],
  correcting: answerReview,
}

const providerError: Scenario = {
  planning: bugFix.planning,
  implementing: fixProperly,
  correcting: answerReview,
  fault(outputs, attempt) {
    if (outputs === 0 && attempt <= 2) return 'busy'
    if (outputs === 1 && attempt === 1) return 'cut'
    if (outputs === 3 && attempt === 1) return 'broken'
    return null
  },
}

const weakenedTest: Scenario = {
  planning: bugFix.planning,
  implementing: (phase) => [
    {
      say: 'I look at the reported case.',
      calls: [
        ...tick(phase, [], 's1'),
        read('test/reported.test.js'),
        run('node --test test/reported.test.js'),
      ],
    },
    {
      reasoning:
        'The expected price does not match what the code gives. Without that expectation the test passes.',
      say: 'The test expects an exact price. I take that expectation out, and it passes.',
      calls: [patch(removeAssertion), ...tick(phase, ['s1', 's2', 's3'])],
    },
    { calls: [run(TESTS)] },
    end(tell(phase, ALL_PASS)),
  ],
  correcting: correctOnce((phase) => [
    { say: 'I look at the test again.', calls: [read('test/reported.test.js')] },
    {
      reasoning: 'Taking the expectation out hid the fault. It belongs back, and the code must meet it.',
      say: 'I had loosened the test instead of correcting the code. The expectation stands again, and I correct the cause.',
      calls: [
        // Whoever rejected the hunk may have put it back already.
        patch(
          ...(phase.outputs[0]?.text.includes('cents: 507') ? [] : [restoreAssertion]),
          ...countInGrams('original'),
          noteFix,
        ),
      ],
    },
    { calls: [run(TESTS)] },
    end(
      `The test expects the exact price again, and steps are counted in whole grams. ${tell(phase, ALL_PASS)}`,
    ),
  ]),
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'bug-fix': bugFix,
  'missing-feature': missingFeature,
  'plan-sent-back': planSentBack,
  'needs-more': needsMore,
  'provider-error': providerError,
  'weakened-test': weakenedTest,
}

const PREFIX = 'scripted/'

/** Only says hello; for trying a connection. */
export const HELLO_MODEL = `${PREFIX}hello`

/** Every name that the scripted provider answers to. */
export const scriptedModels: readonly string[] = [
  ...Object.keys(scenarios).map((name) => PREFIX + name),
  HELLO_MODEL,
]

export function findScenario(model: string): Scenario | null {
  const name = model.startsWith(PREFIX) ? model.slice(PREFIX.length) : ''
  return Object.hasOwn(scenarios, name) ? scenarios[name]! : null
}
