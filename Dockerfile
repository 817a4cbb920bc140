# One image for web, worker and beat; docker-compose.yml says which command each runs.
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir "uv>=0.13.8,<0.14"
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --python python3.13

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin tracker \
    && install --directory --owner tracker --group tracker /state
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY . .
ENV PATH="/app/.venv/bin:$PATH" PYTHONUNBUFFERED=1 STATE_DIR=/state
# Demo mode for this one command, because production asks for secrets, and none belong into an image.
RUN TRACKER_MODE=demo STATE_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build
USER tracker
VOLUME /state
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(web.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0]}), timeout=4)"]
CMD ["gunicorn", "qingdao_tracker.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-class", "gthread", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
