"""A private PostgreSQL and a private Redis, so that nobody installs a database to try or to test the product.

    python -m config.embedded [--directory DIR] [--fast] start | stop | status | run -- COMMAND

Everything lives in one directory (``var`` in the project): the data, the sockets, and ``services.env``, from
which the local and test settings learn where the services are. Both listen on unix sockets only, in a
directory that nobody else may enter: no port is taken, and several checkouts on one machine do not meet.
"""
