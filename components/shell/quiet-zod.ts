// Browsers report it against our own policy when zod tries whether it may compile code. It may not: tell it before it asks.
import { config } from 'zod'

if (typeof window !== 'undefined') config({ jitless: true })
