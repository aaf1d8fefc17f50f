"""What boards show: the questions of their panels put to the database, once for each version."""
