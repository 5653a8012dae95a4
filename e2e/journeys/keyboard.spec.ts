// By keyboard alone: places, the palette, the list of keys; and the theme that a person chooses.
import { expect, test } from '../support/test.ts'

test('g and a letter goes places, ? tells the keys, the palette finds everything', async ({ page, api }) => {
  const sample = await api.sample()
  await page.goto('/')
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await expect(page).toHaveURL(/\/projects$/)

  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys' })
  await expect(help.getByText('Go to sessions')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()

  await page.keyboard.press('ControlOrMeta+k')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await palette.getByRole('combobox').fill('go to people')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/people$/)

  await page.keyboard.press('n')
  await expect(page).toHaveURL(`/projects/${sample.slug}/new`)
  // Single keys are letters while one types.
  const field = page.getByRole('textbox', { name: 'Desired state' })
  await field.fill('')
  await field.pressSequentially('n g p ?')
  await expect(field).toHaveValue('n g p ?')
  await expect(page).toHaveURL(`/projects/${sample.slug}/new`)
  await page.reload()
  await expect(field).toHaveValue('n g p ?')
  await page.getByRole('button', { name: 'Clear' }).click()
})

test('the dark theme is chosen once, and is there before the next page paints', async ({ page }) => {
  await page.goto('/settings')
  const lightness = () =>
    page.evaluate(() => {
      const canvas = document.createElement('canvas').getContext('2d')!
      canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor
      canvas.fillRect(0, 0, 1, 1)
      return canvas.getImageData(0, 0, 1, 1).data[0]!
    })
  expect(await lightness()).toBeGreaterThan(200)
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox').fill('dark theme')
  await page.keyboard.press('Enter')
  await expect.poll(lightness).toBeLessThan(60)
  await page.goto('/')
  expect(await lightness()).toBeLessThan(60)
})
