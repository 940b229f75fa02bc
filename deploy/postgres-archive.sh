#!/bin/sh
# PostgreSQL's archive_command: keep one finished piece of its log, never writing over another.
set -eu
archive=${HOMEGROWN_ARCHIVE:-/var/lib/postgresql/archive}

mkdir -p "$archive"
[ ! -e "$archive/$2.gz" ]
gzip <"$1" >"$archive/$2.part"
sync "$archive/$2.part"
mv "$archive/$2.part" "$archive/$2.gz"
