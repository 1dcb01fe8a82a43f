-- The database of Chancery, a role that publishes in it, and one that only reads. To be run once, by a superuser:
--   CHANCERY_OWNER_PASSWORD=… CHANCERY_READER_PASSWORD=… psql --no-psqlrc --file docs/roles.sql
-- It needs psql 14 or newer.
\set ON_ERROR_STOP on
\getenv owner_password CHANCERY_OWNER_PASSWORD
\getenv reader_password CHANCERY_READER_PASSWORD
SET password_encryption = 'scram-sha-256';
SET log_statement = 'none'; -- neither these passwords
SET log_min_error_statement = 'panic'; -- nor those of a statement that fails

CREATE ROLE chancery_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE chancery_reader LOGIN PASSWORD :'reader_password';
ALTER ROLE chancery_reader SET default_transaction_read_only = on;
ALTER ROLE chancery_reader SET statement_timeout = '5s';
ALTER ROLE chancery_reader SET idle_in_transaction_session_timeout = '5s';
ALTER ROLE chancery_reader SET temp_file_limit = '256MB';

CREATE DATABASE chancery OWNER chancery_owner TEMPLATE template0 ENCODING 'UTF8';
\connect chancery

-- Whoever may connect may read what is published; that, and nothing else, is what the reader may.
REVOKE ALL ON DATABASE chancery FROM PUBLIC;
GRANT CONNECT ON DATABASE chancery TO chancery_reader;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- Large objects are files of the database that everybody may make, whatever else is revoked.
SELECT format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', oid::regprocedure)
  FROM pg_proc
 WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname LIKE 'lo\_%' OR proname IN ('loread', 'lowrite'))
\gexec
