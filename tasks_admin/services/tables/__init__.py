"""The tables of datasets: staging, loading, indexing and swapping, for each kind of database."""
