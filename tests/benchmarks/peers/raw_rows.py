"""The driver and the quickest encoder, and nothing else: rows of a statement as JSON. Run by the peers' own Python."""

import json
import os
import sys

import orjson
import psycopg2
import psycopg2.extras


def main() -> None:
    """A line is a statement; the answer says how many rows there were, and the first."""
    connection = psycopg2.connect(
        host=os.environ["PEER_HOST"],
        port=os.environ["PEER_PORT"],
        user=os.environ["PEER_USER"],
        dbname=os.environ["PEER_NAME"],
    )
    connection.autocommit = True
    print(json.dumps({"pids": [os.getpid(), connection.get_backend_pid()]}), flush=True)
    for line in sys.stdin:
        with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(json.loads(line))
            rows = cursor.fetchall()
        body = orjson.dumps([dict(row) for row in rows])
        first = orjson.dumps(rows[0]).decode()
        print(f'{{"rows": {len(rows)}, "bytes": {len(body)}, "first": {first}}}', flush=True)


if __name__ == "__main__":
    main()
