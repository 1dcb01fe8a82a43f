# syntax=docker/dockerfile:1
ARG BASE=debian:bookworm-slim

# The cache before several processes, only for the profile `replicas`: docs/nginx.conf is given to it when it is run.
FROM ${BASE} AS nginx
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=65534 --group=65534 /var/cache/chancery/cache /var/cache/chancery/temp \
    && chown 65534:65534 /var/cache/chancery
USER 65534:65534
EXPOSE 8080
CMD ["nginx", "-p", "/var/cache/chancery", "-e", "stderr", "-c", "/etc/chancery/nginx.conf"]

FROM ${BASE} AS build
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/chancery
COPY requirements.lock ./
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-compile --disable-pip-version-check --only-binary=:all: \
        --require-hashes --requirement requirements.lock \
    && /opt/venv/bin/pip uninstall --yes --quiet pip setuptools
COPY app ./app
COPY migrations ./migrations
COPY seeds ./seeds
# Bytecode that does not depend on file times: some builders round them when they copy, and all of it would be stale.
RUN chmod -R a+rX,go-w . \
    && /opt/venv/bin/python -m compileall -q -f --invalidation-mode unchecked-hash /opt/venv/lib app migrations \
    && CHANCERY_STORE=/srv/store/current.db /opt/venv/bin/python -m app.cli ingest

FROM ${BASE}
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv /srv
WORKDIR /srv/chancery
ENV CHANCERY_STORE=/srv/store/current.db \
    CHANCERY_HOST=0.0.0.0 \
    CHANCERY_PORT=8000 \
    PYTHONDONTWRITEBYTECODE=1
USER 65534:65534
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["/opt/venv/bin/python", "-m", "app.health"]
CMD ["/opt/venv/bin/python", "-m", "app.cli", "serve"]
