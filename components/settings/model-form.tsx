'use client'
// The model endpoint of this installation. The key goes in once, is stored encrypted and never comes back.
import { type FormEvent, useState } from 'react'
import type { ModelDescription } from '../../lib/settings/model-setting.ts'
import { callApi } from '../shell/call-api.ts'
import { useAction } from '../shell/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { ConfirmByName } from '../ui/confirm-by-name.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { toast } from '../ui/toast.tsx'
import { ModelTry } from './model-try.tsx'
import { type PriceTexts, readPrices } from './prices.ts'

const usual = 'https://api.openai.com/v1'
const text = (price: number | undefined) => (price === undefined ? '' : String(price))

export function ModelForm({
  model,
  probe,
  mayChange,
}: {
  model: ModelDescription | null
  probe: unknown
  mayChange: boolean
}) {
  const [baseUrl, setBaseUrl] = useState(model?.baseUrl ?? usual)
  const [name, setName] = useState(model?.model ?? '')
  const [apiKey, setApiKey] = useState('')
  const [prices, setPrices] = useState<PriceTexts>({
    input: text(model?.prices?.input),
    cachedInput: text(model?.prices?.cachedInput),
    output: text(model?.prices?.output),
  })
  const [forgetting, setForgetting] = useState(false)
  const [flaw, setFlaw] = useState<string | null>(null)
  const { busy, problem, run } = useAction()
  const moved = model !== null && model.baseUrl !== baseUrl.trim()

  async function save(event: FormEvent) {
    event.preventDefault()
    const read = readPrices(prices)
    setFlaw('problem' in read ? read.problem : null)
    if ('problem' in read) return
    const body = {
      baseUrl: baseUrl.trim(),
      model: name.trim(),
      ...(apiKey && { apiKey }),
      ...(read.prices && { prices: read.prices }),
    }
    if (!(await run(() => callApi('PUT', '/api/settings/model', body)))) return
    setApiKey('')
    toast('Model saved')
  }
  const price = (part: keyof PriceTexts, label: string) => (
    <Field label={label}>
      <Input
        inputMode="decimal"
        placeholder="not set"
        value={prices[part]}
        onChange={(event) => setPrices({ ...prices, [part]: event.target.value })}
      />
    </Field>
  )
  return (
    <div className="flex flex-col gap-4 border-line border-t pt-3">
      {model === null && (
        <p className="measure text-ink-2">
          No model is configured. The scripted model, which is a script and not a model, plays the sample
          project.
        </p>
      )}
      {model?.source === 'environment' && (
        <p className="measure text-ink-2">
          These come from the environment of the server. What is saved here takes their place.
        </p>
      )}
      {model?.keyLost && (
        <Callout tone="bad" title="The stored key cannot be read any more">
          COUNTERSIGN_SECRET is another one now. Give the key again.
        </Callout>
      )}
      <form onSubmit={save}>
        <fieldset disabled={!mayChange} className="flex flex-col gap-4">
          <div className="grid gap-4 md:grid-cols-2">
            <Field label="Address" hint="Any endpoint that speaks OpenAI’s Responses or Chat Completions.">
              <Input
                mono
                type="url"
                required
                value={baseUrl}
                onChange={(event) => setBaseUrl(event.target.value)}
              />
            </Field>
            <Field label="Model" hint="Its name, as the endpoint knows it.">
              <Input
                mono
                required
                maxLength={200}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            </Field>
          </div>
          <Field
            label="Key"
            hint={
              model?.keyHint && !moved
                ? `A key that ends in ${model.keyHint} is stored. Leave this empty to keep it.`
                : moved && model?.keyHint
                  ? 'The address changed: a stored key is not sent to another place. Give the key for it.'
                  : 'Stored encrypted, never shown again. Leave it empty where none is needed.'
            }
          >
            <Input
              mono
              type="password"
              autoComplete="new-password"
              maxLength={1000}
              value={apiKey}
              onChange={(event) => setApiKey(event.target.value)}
            />
          </Field>
          <fieldset className="grid gap-x-4 gap-y-1 md:grid-cols-3">
            <legend className="pb-1 text-ink-3 text-xs">
              US dollars for a million tokens. Without them, tokens are counted and cost is not shown.
            </legend>
            {price('input', 'Input')}
            {price('cachedInput', 'Cached input')}
            {price('output', 'Output')}
          </fieldset>
          {(flaw ?? problem) && <Callout tone="bad">{flaw ?? problem}</Callout>}
          {mayChange && (
            <div className="flex flex-wrap gap-2">
              <Button type="submit" busy={busy}>
                Save the model
              </Button>
              {model?.source === 'settings' && (
                <Button variant="quiet" onClick={() => setForgetting(true)}>
                  Forget it
                </Button>
              )}
            </div>
          )}
        </fieldset>
      </form>
      {model && <ModelTry probe={probe} mayTry={mayChange} />}
      <ConfirmByName
        open={forgetting}
        onOpenChange={setForgetting}
        title="Forget this model"
        consequence="The address and the key are removed. Sessions that use it pause when they next need it; nothing is lost."
        name={model?.model ?? ''}
        action="Forget the model"
        onConfirm={async () => {
          const answer = await callApi('DELETE', '/api/settings/model')
          if (!answer.ok) return answer.message
          await run(async () => answer)
          return null
        }}
      />
    </div>
  )
}
