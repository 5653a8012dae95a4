// One turn of the agent: begins it or goes on with an open one, gives the engine its host, and records how it ended.

import type { Step } from '../domain/next-step.ts'
import { instructions } from '../engines/builtin/instructions.ts'
import type { TurnHost } from '../engines/engine.ts'
import type { Fact } from '../protocol/events.ts'
import { isPlanApproved } from './ask-plan.ts'
import { beginTurnAgain } from './begin-turn-again.ts'
import { chooseModel } from './choose-model.ts'
import { composePrompt } from './compose-prompt.ts'
import type { DrivenRun } from './perform-step.ts'
import { permitCommand } from './permit.ts'
import { loadProjectSetting } from './project-setting.ts'
import { ensureWorktree, isWorktreeThere } from './session-worktree.ts'
import { openWorkbench } from './workbench.ts'

type TurnStep = Extract<Step, { do: 'turn' }>

export async function takeTurn(step: TurnStep, run: DrivenRun): Promise<void> {
  const { parts, log } = run
  const { projectId, model, targetBranch, mode } = log.state()
  const begins = step.kind === 'implement' && step.resume === null
  if (begins && mode === 'plan' && !(await isPlanApproved(run))) return
  if (step.resume !== null && step.kind !== 'plan' && !(await isWorktreeThere(run)))
    step = { ...step, resume: await beginTurnAgain(run) }
  const setting = await loadProjectSetting(parts, projectId)
  const worktree = await ensureWorktree(run, setting)
  const turnId = step.resume ?? crypto.randomUUID()
  if (step.resume === null) {
    const prompt = await composePrompt(step.kind, run)
    await log.record([
      { type: 'turn.started', data: { turnId, kind: step.kind, round: log.state().round, prompt } },
    ])
  }
  const chosen = await chooseModel(parts, model, run.signal)
  if ('missing' in chosen) {
    await log.record([
      {
        type: 'run.parked',
        data: {
          runId: log.fence.runId,
          reason: { kind: 'provider', code: 'no-model', message: chosen.missing },
        },
      },
    ])
    return
  }
  const base = log.events().findLast((event) => event.type === 'base.resolved')
  const created = log.events()[0]
  const outcome = await parts.engine.turn(
    {
      turnId,
      kind: step.kind,
      endpoint: chosen.endpoint,
      prices: chosen.prices,
      modelName: model.name,
      instructions: instructions({
        kind: step.kind,
        project: setting.name,
        targetBranch,
        checks: created?.type === 'session.created' ? created.data.checks : [],
        agentsFile:
          base?.type === 'base.resolved' && base.data.instructions
            ? await log.text(base.data.instructions)
            : null,
        isolated: parts.sandbox.report.level !== 'none',
      }),
    },
    hostOf(run, setting, openWorkbench(run, setting, worktree.path, step.kind !== 'plan')),
  )
  if (outcome.outcome === 'parked') return
  const ended: Fact = {
    type: 'turn.ended',
    data: { turnId, outcome: outcome.outcome, reason: outcome.reason },
  }
  const textPlan = step.kind === 'plan' && outcome.outcome === 'ended' ? await planOfWords(run, turnId) : []
  await log.record([...textPlan, ended])
  if (step.kind === 'plan' && outcome.outcome !== 'ended') {
    await log.record([
      {
        type: 'run.parked',
        data: {
          runId: log.fence.runId,
          reason: { kind: 'trouble', message: outcome.reason ?? 'The agent ended without a plan.' },
        },
      },
    ])
  }
}

function hostOf(
  run: DrivenRun,
  setting: Awaited<ReturnType<typeof loadProjectSetting>>,
  bench: TurnHost['bench'],
): TurnHost {
  const { parts, log, signal } = run
  return {
    bench,
    signal,
    events: log.events,
    state: log.state,
    refresh: async () => void (await log.refresh()),
    text: log.text,
    record: async (facts) => void (await log.record(facts)),
    delta: (itemId, text) => parts.deltas.push(log.fence, itemId, text),
    permit: (wish) => permitCommand(run, wish, setting),
    park: async (reason) =>
      void (await log.record([{ type: 'run.parked', data: { runId: log.fence.runId, reason } }])),
    forAction: run.forAction,
    newId: () => crypto.randomUUID(),
  }
}

/** An engine that gives text alone has planned all the same: one step, with paths and commands not stated. */
async function planOfWords(run: DrivenRun, turnId: string): Promise<Fact[]> {
  const events = run.log.events()
  const start = events.findLastIndex((event) => event.type === 'turn.started' && event.data.turnId === turnId)
  const turn = events.slice(start)
  if (turn.some((event) => event.type === 'plan.proposed')) return []
  const reply = turn.findLast((event) => event.type === 'model.replied')
  const words = reply?.type === 'model.replied' ? (await run.log.text(reply.data.text)).trim() : ''
  const before = run.log.state().plan
  const title = words.split('\n')[0]?.slice(0, 200) || 'The agent proposed nothing'
  return [
    {
      type: 'plan.proposed',
      data: {
        planId: before?.id ?? crypto.randomUUID(),
        revision: (before?.revision ?? 0) + 1,
        summary: words.slice(0, 8_000).toWellFormed() || title,
        steps: [
          {
            id: '1',
            title: title.toWellFormed(),
            detail: words.slice(0, 4_000).toWellFormed(),
            paths: null,
            commands: null,
          },
        ],
        editedBy: null,
      },
    },
  ]
}
