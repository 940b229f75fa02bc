#!/bin/sh
# What a container of the image does: web, worker QUEUES, beat, migrate, or any manage.py command.
set -eu
cd /app

case "${1:-web}" in
web)
    exec granian --interface wsgi --no-ws --host 0.0.0.0 --port 8000 \
        --workers "${HOMEGROWN_WEB_PROCESSES:-2}" --blocking-threads "${HOMEGROWN_WEB_THREADS:-4}" \
        --respawn-failed-workers --workers-lifetime 86400 --workers-kill-timeout 30 --backlog 256 \
        --log-level info config.wsgi:application
    ;;
worker)
    # A child that has grown past 400 MB is replaced after its task. Workers tell each other nothing: no second to greet.
    exec celery -A config worker --queues "${2:-default,pdf}" --concurrency "${HOMEGROWN_WORKER_PROCESSES:-2}" \
        --max-memory-per-child 400000 --without-mingle --without-gossip --loglevel INFO
    ;;
beat)
    exec celery -A config beat --schedule /tmp/beat-schedule --pidfile= --loglevel INFO
    ;;
migrate)
    exec python manage.py migrate --database=owner --no-input
    ;;
*)
    exec python manage.py "$@"
    ;;
esac
