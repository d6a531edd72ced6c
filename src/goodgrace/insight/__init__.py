"""What past cases show: replay, and the grace finder. Only warehouse.py talks to DuckDB, only charts.py draws."""
