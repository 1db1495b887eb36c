"""PostgreSQL and Redis out of wheels, and the process runner behind `make run`."""
