"""The demonstration: invented Trusts, loaded through the services. Never installed in production."""
