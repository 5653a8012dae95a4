// Reports as real test runners write them, shortened.
import { describe, expect, it } from 'vitest'
import { parseReport } from './parse-report.ts'

const names = (report: ReturnType<typeof parseReport>) => report?.tests.map((test) => test.name)

describe('TAP', () => {
  it('names a test by its title where assertions all have the same words', () => {
    const report = parseReport(
      'tap',
      [
        'TAP version 13',
        '# nested',
        'ok 1 should be equal',
        'ok 2 should be equal',
        '# cyclic',
        'not ok 3 should be equal',
        '  ---',
        '    operator: equal',
        '  ...',
        '',
        '1..3',
        '# tests 3',
        '# fail  1',
        '',
      ].join('\n'),
    )
    expect(names(report)).toEqual([
      'nested › should be equal',
      'nested › should be equal (2)',
      'cyclic › should be equal',
    ])
    expect(report?.failures.map((failure) => failure.name)).toEqual(['cyclic › should be equal'])
  })

  it('names subtests by their path and leaves out the sum of a group', () => {
    const text =
      'TAP version 13\n# Subtest: group\n    # Subtest: inner\n    ok 1 - inner\n    1..1\nok 1 - group\n1..1\n# time=4ms\n'
    expect(names(parseReport('tap', text))).toEqual(['group › inner'])
  })

  it('does not take a diagnostic for a title', () => {
    const text =
      "ok 1 - one\nnot ok 2 - two\n#   Failed test 'two'\n#   at t/two.t line 3.\nok 3 - three\n1..3\n"
    expect(names(parseReport('tap', text))).toEqual(['one', 'two', 'three'])
  })
})

describe('JUnit', () => {
  it('tells tests of the same name in two classes apart', () => {
    const text = `<testsuites><testsuite name="pytest">
      <testcase classname="tests.test_parser.TestParser" name="test_empty"/>
      <testcase classname="tests.test_parser.TestLexer" name="test_empty"><failure message="no"/></testcase>
    </testsuite></testsuites>`
    const report = parseReport('junit', text)
    expect(names(report)).toEqual([
      'pytest › tests.test_parser.TestParser › test_empty',
      'pytest › tests.test_parser.TestLexer › test_empty',
    ])
    expect(report?.failures).toEqual([
      { name: 'pytest › tests.test_parser.TestLexer › test_empty', message: 'no' },
    ])
  })

  it('says a class once', () => {
    const text = `<testsuite name="com.example.PriceTest"><testcase classname="com.example.PriceTest" name="rounds"/></testsuite>`
    expect(names(parseReport('junit', text))).toEqual(['com.example.PriceTest › rounds'])
  })

  it("leaves out the word that Node's runner gives every test", () => {
    const text =
      '<testsuites><testcase name="adds" classname="test"/><testsuite name="group"><testcase name="inner" classname="test"/></testsuite></testsuites>'
    expect(names(parseReport('junit', text))).toEqual(['adds', 'group › inner'])
  })
})

it('is null for what cannot be read, and then the exit code speaks', () => {
  expect(parseReport('junit', 'no xml at all')).toBeNull()
  expect(parseReport('tap', '')).toBeNull()
})
