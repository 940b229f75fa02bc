-- The database roles of Homegrown. Run it as a superuser inside the application's database, as often as you like.
-- Used by config/embedded.py (try it, test it) and by deploy/postgres/10-roles.sh (production); neither keeps a password here.
--
--   migrator   owns the database and its tables; the release step only
--   web        pages and workers; owns nothing, may read no Trust's rows until it takes on a reader's role
--   *_r        one per kind of reader; row-level security and grants of the migrations say what each sees
--   backup     reads every row, for pg_dump

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['migrator', 'web', 'backup', 'trust_r', 'university_r', 'rater_r', 'support_r'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I', name);
        END IF;
    END LOOP;
END
$$;

-- CREATEDB is neither given nor taken: config/embedded.py gives it to migrator, so that tests can make their database.
ALTER ROLE migrator LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT;
ALTER ROLE web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;
ALTER ROLE backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS INHERIT;
ALTER ROLE trust_r NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE university_r NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE rater_r NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE support_r NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- A forgotten context is "permission denied": web inherits nothing and must say which reader it is.
GRANT trust_r, university_r, rater_r, support_r TO web WITH INHERIT FALSE, SET TRUE;

GRANT pg_read_all_data TO backup;
ALTER ROLE backup SET default_transaction_read_only = on;

-- A page or task that hangs must not hold its locks for ever.
ALTER ROLE web SET statement_timeout = '120s';
ALTER ROLE web SET idle_in_transaction_session_timeout = '300s';

DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO migrator', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO web, backup', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO migrator;
GRANT USAGE ON SCHEMA public TO web, trust_r, university_r, rater_r, support_r;
