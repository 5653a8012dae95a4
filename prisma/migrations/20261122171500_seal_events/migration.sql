-- A keyed hash over each event, so that a row written or changed by hand is found out before a runner acts on it.
-- Rows of the first release have none; the runner's first start seals them.
ALTER TABLE "Event" ADD COLUMN "mac" TEXT;
-- Likewise over what a person allowed by asking for a job on a project.
ALTER TABLE "ProjectJob" ADD COLUMN "asked" JSONB;
