#!/bin/sh
# backup.sh: the database, twice (a dump, and a base for the log), and the files, into a directory of /backups.
# backup.sh log: what the database has logged since, into /backups/log. docs/runbook.md says when, and how back.
set -eu
umask 077

backups=${HOMEGROWN_BACKUPS:-/backups}
archive=${HOMEGROWN_ARCHIVE:-/var/lib/postgresql/archive}
files=${HOMEGROWN_FILES:-/srv/files}
days=${HOMEGROWN_BACKUP_DAYS:-30}

# How many people a dump holds. Row-level security would let one succeed with none.
count_people() {
    pg_restore --data-only --table=trusts_person --file=- "$1" |
        awk '/^\\\.$/ {inside = 0} inside {count++} /^COPY / {inside = 1} END {print count + 0}'
}

back_up_log() {
    mkdir -p "$backups/log"
    for piece in "$archive"/*.gz; do
        [ -e "$piece" ] || continue
        name=$(basename "$piece")
        cp "$piece" "$backups/log/$name.part"
        sync "$backups/log/$name.part"
        mv "$backups/log/$name.part" "$backups/log/$name"
        rm "$piece"
    done
}

back_up_everything() {
    target=$backups/$(date -u +%Y%m%dT%H%M%SZ)
    mkdir -p "$target.part"
    cd "$target.part"
    expected=$(psql --username=backup --no-align --tuples-only --command='SELECT count(*) FROM trusts_person')
    pg_dump --username=backup --format=custom --file=database.dump
    held=$(count_people database.dump)
    if [ "$held" -lt "$expected" ]; then
        echo "The dump holds $held people of $expected: it is no backup." >&2
        exit 1
    fi
    pg_basebackup --username=postgres --format=tar --gzip --checkpoint=fast --pgdata=base
    tar --create --gzip --file=files.tar.gz --directory="$files" --exclude=./quarantine .
    sha256sum database.dump files.tar.gz base/* >SHA256SUMS
    cd "$backups"
    mv "$target.part" "$target"
    find "$backups" -mindepth 1 -maxdepth 1 -type d -name '2*' -mtime "+$days" -exec rm -r {} +
    find "$backups/log" -type f -mtime "+$days" -delete
    echo "Backed up $held people to $target."
}

back_up_log
[ "${1:-all}" = log ] || back_up_everything
