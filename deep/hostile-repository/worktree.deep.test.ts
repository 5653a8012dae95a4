// A hostile folder at the lowest level that shows it: git as the product calls it, on what an agent left there.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect } from 'vitest'
import { nameToText } from '../../lib/git/path-name.ts'
import { eachCase } from '../each-case.ts'
import { nameCases } from './name-cases.ts'
import { takeWork, withScene } from './play-agent.ts'
import { worktreeCases } from './worktree-cases.ts'

eachCase('hostile-repository/worktree', worktreeCases, { sample: 8 }, (one) =>
  withScene(async (scene) => {
    await scene.session.agent(one.script(scene.trap))
    // Planting may run what is planted; from here on nothing may.
    for (const mark of await scene.trap.marks())
      await execa('rm', [join(scene.session.folder, 'marks', mark)])
    const outcome = await takeWork(scene)
    if (one.refuses) expect(outcome.refuses).toMatch(one.refuses)
    else expect(outcome.refuses).toBeNull()
    if (one.shows) expect(outcome.shows).toEqual(one.shows)
    if (one.leaves || one.shows) expect(outcome.leaves).toEqual(one.leaves ?? [])
    else if (!one.refuses) expect(outcome.files.length + outcome.leaves.length).toBeGreaterThan(0)
  }),
)

eachCase('hostile-repository/names', nameCases, { sample: 8 }, (one) =>
  withScene(async (scene) => {
    const { path } = scene.session.worktree
    for (const file of one.files) {
      const whole = Buffer.concat([Buffer.from(`${path}/`), file])
      const cut = whole.lastIndexOf('/')
      await mkdir(whole.subarray(0, cut), { recursive: true })
      await writeFile(whole, 'x\n')
    }
    await execa('chown', ['-R', '--reference', path, '--', path])
    const outcome = await takeWork(scene)
    expect(outcome.refuses).toBeNull()
    const names = one.files.map((file) => nameToText(file.toString('latin1'))).sort()
    if (one.refused) {
      expect(outcome.files).toEqual([])
      expect(outcome.leaves.sort()).toEqual(names.map((name) => `${name}: refused`))
    } else {
      expect(outcome.files.map((file) => file.path).sort()).toEqual(names)
      expect(outcome.leaves).toEqual([])
    }
  }),
)
