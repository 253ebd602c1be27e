# The base can be another one with Python 3.11 or newer and apt, such as an image of your own.
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
WORKDIR /build
RUN python3 -m venv /opt/watcher
COPY requirements.lock ./
RUN /opt/watcher/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY watcher watcher
RUN /opt/watcher/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
    && /opt/watcher/bin/pip uninstall --yes --quiet editables hatchling pathspec trove-classifiers pip \
    && /opt/watcher/bin/python -m compileall -q /opt/watcher/lib

FROM ${BASE}
# tini: hands signals on, and buries the parser processes that are killed.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /state --shell /usr/sbin/nologin watcher \
    && mkdir /state \
    && chown 10001:10001 /state
COPY --from=build /opt/watcher /opt/watcher
COPY rules /rules
ENV PATH=/opt/watcher/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    WATCHER_RULES=/rules \
    WATCHER_STATE=/state
USER 10001:10001
WORKDIR /state
VOLUME /state
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 CMD ["watcher", "health"]
ENTRYPOINT ["tini", "--", "watcher"]
CMD ["run"]
