// The changes that the scripts make to the sample project, as patches.
// Each section stands alone; `patchOf` joins them. The tests apply them to the real sample and run its tests.

/** One file of a patch: the header line and what follows. */
export type PatchSection = string

export function patchOf(...sections: readonly PatchSection[]): string {
  return ['*** Begin Patch', ...sections.map((section) => section.trim()), '*** End Patch', ''].join('\n')
}

/** Rounds to the nearest step: right for 1.1 kg, wrong for 1.14 kg. */
export const roundToNearestStep: PatchSection = `
*** Update File: src/tariff.js
@@ export function tariffOf(zone, weight) {
   if (!tariff) throw new RangeError(\`no tariff for zone \${zone}\`)
-  const further = Math.max(0, Math.ceil((weight - INCLUDED) * 10))
+  const further = Math.max(0, Math.round((weight - INCLUDED) * 10))
   return tariff.first + further * tariff.further`

export const noteFix: PatchSection = `
*** Update File: CHANGELOG.md
@@ ### Fixed
 
+- Parcels of 1.1, 1.3, 1.6 and 2.2 kg no longer pay for one step of 100 grams too many.
 - Postcodes of the Wadden islands are recognised with and without a space.`

const countStepsInParcel: PatchSection = `
*** Update File: src/parcel.js
@@
 export const MAX_WEIGHT = 31.5
 export const MAX_LENGTH = 200
 
+const STEP_GRAMS = 100
+
+/**
+ * How many steps of 100 grams a weight takes; a started step counts.
+ * It counts in whole grams: with kilograms 1.1 - 1 is a little more than 0.1, and that little starts a step.
+ */
+export function stepsOf(kilograms) {
+  return Math.ceil(Math.round(kilograms * 1000) / STEP_GRAMS)
+}
+
 /** Cubic centimetres that count as one kilogram. */
@@ export function billableWeight(parcel) {
   const weight = Math.max(parcel.weight, volumetricWeight(parcel))
-  return Math.ceil(weight * 10) / 10
+  return stepsOf(weight) / 10
 }`

const countStepsInTariff = (rounding: 'ceil' | 'round'): PatchSection => `
*** Update File: src/tariff.js
@@
 // The price of a weight in a zone, before surcharges and discount.
 
+import { stepsOf } from './parcel.js'
+
 /** Cents for the first kilogram, and for every further 100 grams. */
@@ export function tariffOf(zone, weight) {
   if (!tariff) throw new RangeError(\`no tariff for zone \${zone}\`)
-  const further = Math.max(0, Math.${rounding}((weight - INCLUDED) * 10))
+  const further = Math.max(0, stepsOf(weight) - stepsOf(INCLUDED))
   return tariff.first + further * tariff.further`

const testSteps: readonly PatchSection[] = [
  `
*** Update File: test/tariff.test.js
@@
 test('every zone has its own price', () => {
+  assert.deepEqual([0, 1, 2, 3].map((zone) => tariffOf(zone, 1)), [495, 790, 1190, 1690])
   assert.deepEqual([0, 1, 2, 3].map((zone) => tariffOf(zone, 3)), [735, 1230, 1890, 2890])
 })
 
+test('a whole number of steps never pays for one more', () => {
+  for (let steps = 10; steps <= 315; steps += 1) {
+    assert.equal(tariffOf(0, steps / 10), 495 + (steps - 10) * 12, \`\${steps / 10} kg\`)
+  }
+})
+
 test('a zone that does not exist is refused', () => {`,
  `
*** Update File: test/parcel.test.js
@@ test('a weight between two steps is rounded up', () => {
   assert.equal(billableWeight({ ...box, weight: 0.601 }), 0.7)
 })
+
+test('a weight that was added up from parts is not rounded up for its last digit', () => {
+  assert.equal(billableWeight({ weight: 0.1 + 0.2, length: 10, width: 5, height: 5 }), 0.3)
+})
*** End of File`,
]

/** The real fix. `from` says what stands in the tariff: the original, or the first attempt. */
export function countInGrams(from: 'original' | 'first-attempt'): readonly PatchSection[] {
  return [countStepsInParcel, countStepsInTariff(from === 'original' ? 'ceil' : 'round'), ...testSteps]
}

export const removeAssertion: PatchSection = `
*** Update File: test/reported.test.js
@@ test('a parcel of exactly 1.1 kg pays for one step above the first kilogram', () => {
   assert.equal(offer.billableWeight, 1.1)
-  assert.deepEqual(offer.lines[0], { label: 'Tariff', cents: 507 })
 })`

export const restoreAssertion: PatchSection = `
*** Update File: test/reported.test.js
@@ test('a parcel of exactly 1.1 kg pays for one step above the first kilogram', () => {
   assert.equal(offer.billableWeight, 1.1)
+  assert.deepEqual(offer.lines[0], { label: 'Tariff', cents: 507 })
 })`

/** Added after a review, whatever else was accepted: a file of its own fits every state. */
export const testOtherWeights: PatchSection = `
*** Add File: test/steps.test.js
+import assert from 'node:assert/strict'
+import { test } from 'node:test'
+import { quote } from '../src/index.js'
+
+const amsterdam = { country: 'NL', postcode: '1012 AB' }
+
+for (const [weight, cents] of [
+  [1.3, 531],
+  [1.6, 567],
+  [2.2, 639],
+]) {
+  test(\`a parcel of exactly \${weight} kg pays for whole steps\`, () => {
+    const offer = quote({ weight, length: 20, width: 15, height: 10 }, amsterdam)
+    assert.equal(offer.lines[0].cents, cents)
+  })
+}`

export const addInsurance: readonly PatchSection[] = [
  `
*** Add File: src/insurance.js
+// Insurance of the contents. Never discounted; VAT applies to it.
+
+import { percentOf } from './money.js'
+
+export const INSURANCE_PERCENT = 1.5
+export const INSURANCE_LEAST_CENTS = 200
+export const INSURED_MOST_CENTS = 500_000
+
+/** The line to add for a value in cents; nothing without a value. Throws a RangeError for a value we do not insure. */
+export function insuranceOf(insuredCents) {
+  if (insuredCents === undefined) return []
+  if (!Number.isInteger(insuredCents) || insuredCents <= 0) {
+    throw new RangeError('insuredCents must be a whole number of cents above zero')
+  }
+  if (insuredCents > INSURED_MOST_CENTS) throw new RangeError('insuredCents must not be above 500000')
+  const cents = Math.max(INSURANCE_LEAST_CENTS, percentOf(insuredCents, INSURANCE_PERCENT))
+  return [{ label: 'Insurance', cents }]
+}`,
  `
*** Update File: src/quote.js
@@
 import { discountOf } from './discounts.js'
+import { insuranceOf } from './insurance.js'
 import { percentOf, sumLines } from './money.js'
@@
- * @param options {parcelsPerMonth}
+ * @param options {parcelsPerMonth, insuredCents}
@@ export function quote(parcel, destination, options = {}) {
   checkParcel(parcel)
-  const { parcelsPerMonth = 0 } = options
+  const { parcelsPerMonth = 0, insuredCents } = options
@@
     ...discountOf(tariffCents, parcelsPerMonth),
+    ...insuranceOf(insuredCents),
   ]`,
  `
*** Add File: test/insurance.test.js
+import assert from 'node:assert/strict'
+import { test } from 'node:test'
+import { quote } from '../src/index.js'
+
+const box = { weight: 2.4, length: 40, width: 30, height: 5 }
+const berlin = { country: 'DE', postcode: '10115' }
+
+test('insurance is 1.5 % of the value, and the last line', () => {
+  const offer = quote(box, berlin, { insuredCents: 100_000, parcelsPerMonth: 80 })
+  assert.deepEqual(offer.lines.at(-1), { label: 'Insurance', cents: 1500 })
+})
+
+test('insurance costs at least 2.00', () => {
+  assert.deepEqual(quote(box, berlin, { insuredCents: 1 }).lines.at(-1), { label: 'Insurance', cents: 200 })
+})
+
+test('VAT applies to insurance', () => {
+  const offer = quote(box, berlin, { insuredCents: 100_000 })
+  assert.equal(offer.netCents, 2686)
+  assert.equal(offer.vatCents, 564)
+})
+
+test('without a value nothing changes', () => {
+  assert.equal(quote(box, berlin, {}).totalCents, 1435)
+})
+
+test('a value above 5,000.00 is refused', () => {
+  assert.doesNotThrow(() => quote(box, berlin, { insuredCents: 500_000 }))
+  assert.throws(() => quote(box, berlin, { insuredCents: 500_001 }), RangeError)
+})
+
+test('a value that is not a whole number above zero is refused', () => {
+  for (const insuredCents of [0, -100, 99.5, '100', null]) {
+    assert.throws(() => quote(box, berlin, { insuredCents }), RangeError)
+  }
+})`,
  `
*** Update File: README.md
@@ 5. **Discount.** By the number of parcels sent per month, on the tariff only.
-6. **VAT.** 21 % inside the European Union, none outside.
-
-## Planned: insurance
-
-Not there yet. \`quote\` takes an option \`insuredCents\`, the value of the contents:
-
-- it adds a line \`Insurance\` of 1.5 % of the value, at least 2.00 euro;
-- it is added after the discount, so it is never discounted, and VAT applies to it;
-- a value above 5,000.00 euro is refused with a \`RangeError\`, and so is a value that is not a whole number of
-  cents above zero;
-- without the option nothing changes.
+6. **Insurance.** Only with the option \`insuredCents\`, the value of the contents: 1.5 % of it, at least 2.00 euro,
+   never discounted. A value above 5,000.00 euro is refused with a \`RangeError\`, and so is one that is not a
+   whole number of cents above zero.
+7. **VAT.** 21 % inside the European Union, none outside.`,
  `
*** Update File: CHANGELOG.md
@@ ### Added
 
+- \`quote\` takes \`insuredCents\` and adds a line for insurance.
 - \`offer.lines\` names every part of the price, in the order in which it was added.`,
]

export const testInsuranceEdges: PatchSection = `
*** Add File: test/insurance-edges.test.js
+import assert from 'node:assert/strict'
+import { test } from 'node:test'
+import { insuranceOf } from '../src/insurance.js'
+
+test('the least amount ends where 1.5 % is more', () => {
+  assert.deepEqual(insuranceOf(13_333), [{ label: 'Insurance', cents: 200 }])
+  assert.deepEqual(insuranceOf(13_400), [{ label: 'Insurance', cents: 201 }])
+})`
