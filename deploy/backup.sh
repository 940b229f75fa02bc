#!/bin/sh
# backup.sh: the database, twice (a dump, and a base for the log), and the files, into a directory of /backups.
# backup.sh log: what the database has logged since, into /backups/log, and who has been erased. docs/runbook.md says when, and how back.
set -eu
umask 077

backups=${HOMEGROWN_BACKUPS:-/backups}
archive=${HOMEGROWN_ARCHIVE:-/var/lib/postgresql/archive}
files=${HOMEGROWN_FILES:-/srv/files}
erasures=${HOMEGROWN_ERASURES:-/srv/erasures/erasures.jsonl}
days=${HOMEGROWN_BACKUP_DAYS:-30}

# How many people of each Trust a dump holds, one Trust a line. Row-level security would let one succeed with none.
count_people() {
    pg_restore --data-only --table=trusts_person --file=- "$1" | awk -F '\t' '
        /^\\\.$/ {inside = 0}
        inside {count[$column]++}
        /^COPY / {
            inside = 1
            gsub(/.*\(|\).*|,/, "")
            named = split($0, names, " ")
            for (i = 1; i <= named; i++) if (names[i] == "trust_id") column = i
        }
        END {for (trust in count) print trust "|" count[trust]}' | sort
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
    # Beside the backups, not in them: whichever is restored, everybody erased until now is erased again.
    [ ! -e "$erasures" ] || cp "$erasures" "$backups/erasures.jsonl"
}

back_up_everything() {
    target=$backups/$(date -u +%Y%m%dT%H%M%SZ)
    mkdir -p "$target.part"
    cd "$target.part"
    by_trust='SELECT trust_id, count(*) FROM trusts_person GROUP BY 1'
    psql --username=backup --no-align --tuples-only --command="$by_trust" | sort >counted
    pg_dump --username=backup --format=custom --file=database.dump
    count_people database.dump >held
    # Somebody may have joined between the two: no Trust may hold fewer than were counted.
    if ! awk -F '|' 'FILENAME == "held" {held[$1] = $2; next} held[$1] + 0 < $2 {exit 1}' held counted; then
        echo "The dump holds fewer people of a Trust than the database: it is no backup." >&2
        exit 1
    fi
    held=$(awk -F '|' '{people += $2} END {print people + 0 " people of " NR " Trusts"}' held)
    rm held counted
    pg_basebackup --username=postgres --format=tar --gzip --checkpoint=fast --pgdata=base
    tar --create --gzip --file=files.tar.gz --directory="$files" --exclude=./quarantine .
    sha256sum database.dump files.tar.gz base/* >SHA256SUMS
    cd "$backups"
    mv "$target.part" "$target"
    find "$backups" -mindepth 1 -maxdepth 1 -type d -name '2*' -mtime "+$days" -exec rm -r {} +
    find "$backups/log" -type f -mtime "+$days" -delete
    echo "Backed up $held to $target."
}

back_up_log
[ "${1:-all}" = log ] || back_up_everything
