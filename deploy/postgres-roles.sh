#!/bin/sh
# Runs once, when PostgreSQL's volume is new: the roles of config/sql/roles.sql, then the passwords of those who come over the
# network; backup comes by the socket only and has none.
# After a change of a password in .env:  docker compose exec postgres /docker-entrypoint-initdb.d/10-roles.sh
set -eu

psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 --quiet --file /roles.sql
# \getenv keeps the passwords out of the list of processes; log_statement keeps them out of the log.
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 --quiet <<'END'
\getenv web HOMEGROWN_WEB_PASSWORD
\getenv migrator HOMEGROWN_MIGRATOR_PASSWORD
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
ALTER ROLE web PASSWORD :'web';
ALTER ROLE migrator PASSWORD :'migrator';
END
