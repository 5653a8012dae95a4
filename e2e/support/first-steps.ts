// What a person does on an installation that nobody has used yet, by the pages alone.
import { expect, type Page } from '@playwright/test'
import { openApi } from './api.ts'

export type Account = { name: string; email: string; password: string }

export async function createFirstAccount(page: Page, account: Account): Promise<void> {
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Create the first account' })).toBeVisible()
  await page.getByLabel('Name').fill(account.name)
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Create the account' }).click()
  await expect(page.getByRole('heading', { name: 'Waiting for you' })).toBeVisible()
}

export async function signIn(page: Page, { email, password }: Account): Promise<void> {
  await page.goto('/')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Waiting for you' })).toBeVisible()
}

/** It is there from the start. Answers its id. */
export async function openSample(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Projects' }).click()
  await page.getByRole('main').getByRole('link', { name: 'Parcel prices' }).click()
  await expect(page.getByRole('heading', { name: 'Branch heads' })).toBeVisible({ timeout: 60_000 })
  return (await openApi(page.request, new URL(page.url()).origin).sample()).id
}

/** Starts a session with the state that is suggested under this title, and a mention of a file. */
export async function describeSuggested(page: Page, title: RegExp): Promise<void> {
  await page.getByRole('link', { name: 'Describe a state you want' }).first().click()
  await page.getByRole('button', { name: title }).click()
  const field = page.getByRole('textbox', { name: 'Desired state' })
  await expect(field).not.toHaveValue('')
  await field.press('End')
  await field.pressSequentially(' See @tarif')
  await page.getByRole('option', { name: 'src/tariff.js' }).click()
  await expect(field).toHaveValue(/See @src\/tariff\.js/)
  await page.getByRole('button', { name: 'Ask for a plan' }).click()
  await page.waitForURL(/\/sessions\//)
}
