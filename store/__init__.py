"""What is kept: records, the DuckDB archive and its rendering."""
