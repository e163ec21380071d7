# The image of Acquaint: web server, worker, tick and every command (docs/container.md).

ARG BASE=docker.io/library/debian:bookworm-slim

FROM ${BASE} AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libpq5 libpython3-stdlib python3-minimal tini \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf /var/log/apt /var/log/dpkg.log \
    && groupadd --gid 10001 acquaint \
    && useradd --uid 10001 --gid 10001 --home-dir /var/lib/acquaint --no-create-home --shell /usr/sbin/nologin acquaint \
    && install -d -o acquaint -g acquaint -m 711 /var/lib/acquaint \
    && install -d -o acquaint -g acquaint -m 700 /var/lib/acquaint/private /var/backups/acquaint

FROM runtime AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client-15 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/acquaint
COPY requirements.txt requirements-redis.txt ./
COPY bin/environment.py bin/
# Where pip needs a configuration to reach a package index, and a certificate (cert = /run/secrets/pip.pem):
# docker build --secret id=pip.conf,src=FILE --secret id=pip.pem,src=FILE .
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf \
    --mount=type=secret,id=pip.pem \
    python3 bin/environment.py requirements-redis.txt \
    && .venv/bin/python -m pip uninstall --quiet --yes setuptools pip
COPY . .
# COLLECTED_STATIC and STATIC_DIR as below; the settings that a site must have are not needed here.
RUN .venv/bin/python bin/messages compile \
    && COLLECTED_STATIC=1 .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && rm -r var/private \
    && .venv/bin/python -m compileall -q --invalidation-mode unchecked-hash network invitations notifications \
    && chmod -R a+rX,go-w .

FROM runtime
COPY --from=build /usr/lib/postgresql/15/bin/pg_dump /usr/lib/postgresql/15/bin/pg_restore /usr/local/bin/
COPY --from=build /srv/acquaint /srv/acquaint
WORKDIR /srv/acquaint
# An empty SITE_URL is refused: without settings no site starts with the keys of a trial.
ENV BACKUP_DIR=/var/backups/acquaint \
    COLLECTED_STATIC=1 \
    DATA_DIR=/var/lib/acquaint \
    LANG=C.UTF-8 \
    PATH=/srv/acquaint/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SITE_URL= \
    STATIC_DIR=/srv/acquaint/var/static \
    WEB_BIND=0.0.0.0:8000
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "bin/healthcheck.py"]
ENTRYPOINT ["tini", "--"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "network.wsgi"]
