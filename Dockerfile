# One image for every role: web (the default command), worker, beat and `manage.py` commands.

FROM python:3.13-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc pkg-config default-libmysqlclient-dev \
    && rm -rf /var/lib/apt/lists/*
COPY requirements/mysql.txt /tmp/mysql.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/mysql.txt

FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libmariadb3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --create-home console \
    && install -d -o console /app /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY --chown=console . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEBUG=false \
    HOST=0.0.0.0 \
    PORT=8000 \
    TOOLBOX_VAR=/data \
    STATIC_ROOT=/app/collected
USER console
RUN SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost \
    python manage.py collectstatic --noinput --verbosity 0
VOLUME /data
EXPOSE 8000
# The web process is well when it answers; what it answers tells about the others too.
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s CMD ["python", "-c", \
    "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=8); c.request('GET', '/health', headers={'Host': 'localhost'}); raise SystemExit(c.getresponse().status not in (200, 503))"]
CMD ["gunicorn", "--config", "python:project.gunicorn", "project.wsgi"]
