// Where Prisma's command line finds the schema. The program itself never reads this file.
import { defineConfig } from 'prisma/config'

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Generating needs an address but no database; commands that do connect come through bin/db.mjs, which sets it.
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://unset' },
})
