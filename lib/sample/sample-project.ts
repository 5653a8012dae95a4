// What people see of the sample project before they start: its name, its checks, and states worth asking for.
// Every word here must hold for the files in ./repository; the tests run them.

export type SampleCheck = {
  name: string
  /** Run by a shell in the root of a checkout. */
  command: string
  /** A JUnit file that the command writes, relative to the root. */
  report: string
}

export type SuggestedState = {
  title: string
  /** What a person could type as the desired state. */
  text: string
  /** The name after `scripted/` that plays it. */
  scenario: string
  /** One sentence for the person who chooses: what this shows. */
  shows: string
}

/** The test that fails in the sample until its bug is fixed; the name as it stands in the report. */
export const sampleFailingTest = 'a parcel of exactly 1.1 kg pays for one step above the first kilogram'

const priceOfSteps =
  'A parcel of exactly 1.1 kg costs one further step of 100 grams, not two. ' +
  'The reported test passes, and every other test still does.'

const suggestedStates: readonly SuggestedState[] = [
  {
    title: 'Fix the price of a 1.1 kg parcel',
    text: priceOfSteps,
    scenario: 'bug-fix',
    shows: 'The first attempt fails the tests; the second corrects it.',
  },
  {
    title: 'Add insurance',
    text: 'Parcels can be insured, exactly as README.md describes under "Planned: insurance", with tests.',
    scenario: 'missing-feature',
    shows: 'Two new files, and changes in three others.',
  },
  {
    title: 'Fix the price, with a plan to send back',
    text: priceOfSteps,
    scenario: 'plan-sent-back',
    shows: 'The first plan is too thin: send it back with a comment, and a better one comes.',
  },
  {
    title: 'Fix the price, with a command that needs more',
    text: priceOfSteps,
    scenario: 'needs-more',
    shows: 'One command asks for more than the sandbox gives, and waits for you.',
  },
  {
    title: 'Fix the price, with a provider that fails',
    text: priceOfSteps,
    scenario: 'provider-error',
    shows: 'The provider is busy, breaks off and fails; each retry is shown, and the job goes on.',
  },
  {
    title: 'Fix the price, by an agent that cheats',
    text: priceOfSteps,
    scenario: 'weakened-test',
    shows: 'The agent loosens the test instead of fixing the code; the review shows it.',
  },
]

export const sampleProject = {
  name: 'Parcel prices',
  description:
    'A small library that works out what a parcel costs. It has a bug, a failing test and a missing feature.',
  targetBranch: 'main',
  /** Nothing to install. */
  setupCommand: null,
  checks: [
    {
      name: 'Tests',
      command:
        'node --test --test-reporter=spec --test-reporter-destination=stdout ' +
        '--test-reporter=junit --test-reporter-destination=report.xml',
      report: 'report.xml',
    },
  ] satisfies readonly SampleCheck[] as readonly SampleCheck[],
  /** Fails on the base and must pass afterwards. */
  mustPass: [sampleFailingTest] as readonly string[],
  suggestedStates,
} as const
