// A Python library from a Debian source package: its setup makes a virtual environment, its tests write JUnit XML.
// The model speaks Chat Completions; the reviewer rejects one of the agent's hunks; the agent breaks its environment at last.
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { patch, propose, read, run } from '../../models/scripted/steps.ts'
import { type Installation, startInstallation } from '../start-installation.ts'
import { fetchDebianSource } from './fetch-source.ts'
import { allOf, mergeChange, patience, turnChecks } from './merge-change.ts'
import type { Playbook } from './play-agent.ts'

let here: Installation
beforeAll(async () => {
  here = await startInstallation()
})
afterAll(() => here?.stop())

const onlyNumbers = `
*** Update File: jmespath/functions.py
@@
 import math
 import json
+import re
 
 from jmespath import exceptions
@@ REVERSE_TYPES_MAP = {
+# A number as JSON writes it; Python reads more, such as "1_000" and "nan".
+JSON_NUMBER = re.compile(r'-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?\\Z')
+
+
 def signature(*arguments):
     def _record_signature(func):
@@     def _func_to_number(self, arg):
         elif isinstance(arg, (int, float)):
             return arg
+        elif not JSON_NUMBER.match(arg):
+            return None
         else:`

const testNumbers = `
*** Add File: tests/test_to_number.py
+import jmespath
+from tests import unittest
+
+
+class TestToNumber(unittest.TestCase):
+    def test_reads_numbers_of_json(self):
+        for text, number in [('7', 7), ('-1.5', -1.5), ('2e3', 2000.0)]:
+            self.assertEqual(jmespath.search('to_number(@)', text), number)
+
+    def test_is_null_for_what_json_does_not_know(self):
+        for text in ['1_000', 'nan', 'Infinity', ' 7 ', '+7', '7\\n', '']:
+            self.assertIsNone(jmespath.search('to_number(@)', text), text)`

const praise = `
*** Update File: README.rst
@@
-JMESPath also supports:
+JMESPath is great, and also supports:`

const tests = '.venv/bin/python -m pytest --quiet -p no:cacheprovider --junitxml=report.xml tests'

const playbook: Playbook = {
  plan: [
    {
      say: 'I read the function and try it.',
      calls: [
        read('jmespath/functions.py'),
        run(`.venv/bin/python -c "import jmespath; print(jmespath.search('to_number(@)', '1_000'))"`),
      ],
      sees: [/def _func_to_number/, /Output:\n1000/],
    },
    {
      say: 'Python reads more than JSON.',
      calls: [
        propose({
          summary: 'to_number answers null for text that JSON does not take as a number.',
          steps: [
            {
              id: 's1',
              title: 'Look at the text before Python reads it',
              detail: 'A pattern for the numbers of JSON.',
              paths: ['jmespath/functions.py', 'tests/test_to_number.py'],
              commands: [tests],
            },
          ],
        }),
      ],
    },
  ],
  implement: [
    {
      say: 'The change, its tests, and a better introduction.',
      calls: [patch(onlyNumbers, testNumbers, praise)],
      sees: [/Success/],
    },
    {
      say: 'I run the tests.',
      calls: [run(tests), { name: 'update_plan', arguments: { plan: [{ id: 's1', status: 'completed' }] } }],
      sees: [/44 passed, 2 skipped/],
    },
    {
      say: 'I break the environment that I was given.',
      calls: [
        run(
          `for folder in .venv/lib/python3*/site-packages; do echo 'import sys; sys.exit("broken by the agent")' > $folder/broken.pth; done; ${tests}`,
        ),
      ],
      sees: [/^Exit code: 1\n[\s\S]*broken by the agent/],
    },
    { say: 'to_number knows the numbers of JSON only.' },
  ],
}

it(
  'jmespath: to_number takes only what JSON takes as a number',
  async () => {
    const { events, changedPaths } = await mergeChange(here, {
      fetch: (scratch, into) =>
        fetchDebianSource(
          {
            path: 'p/python-jmespath/python-jmespath_1.0.1.orig.tar.gz',
            sha256: '90261b206d6defd58fdd5e85f478bf633a2901798906be2ad389150c5c60edbe',
          },
          scratch,
          into,
        ),
      ignored: ['.venv', '__pycache__', 'report.xml'],
      settings: {
        setupCommand: 'python3 -m venv --system-site-packages --without-pip .venv',
        keyFiles: ['setup.py'],
        outputPaths: ['.venv'],
        checks: [
          { id: 'tests', name: 'Tests', command: tests, report: { format: 'junit', path: 'report.xml' } },
        ],
      },
      api: 'chat',
      playbook,
      desiredState: 'to_number(@) is null for text that is no number in JSON, such as "1_000" or "nan".',
      rejects: (path) => path === 'README.rst',
      async testClone(clone) {
        const { stdout } = await execa('/usr/bin/python3', ['-m', 'pytest', '-p', 'no:cacheprovider'], {
          cwd: clone,
        })
        expect(stdout).toContain('44 passed, 2 skipped')
      },
    })

    expect(changedPaths).toEqual(['jmespath/functions.py', 'tests/test_to_number.py'])
    const [built] = allOf(events, 'tree.built')
    expect(built?.data).toMatchObject({ rejected: 1 })
    expect(built?.data.acceptedTree).not.toBe(allOf(events, 'snapshot.taken').at(-1)?.data.tree)
    const turns = turnChecks(events)
    expect(turns).toHaveLength(1)
    const [result] = turns[0]!.data.results
    expect(result?.counts).toEqual({ passed: 44, failed: 0, skipped: 2 })
    expect(result?.tests).toContain('tests.test_to_number.TestToNumber › test_reads_numbers_of_json')
    expect(result?.output).not.toContain('broken by the agent')
  },
  patience,
)
